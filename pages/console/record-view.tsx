import { PATH, type RecordPage, type RevocationView } from './api';
import { useConsole } from './context';
import { More } from './more';
import { RevocationTable } from './revocation-table';
import { linkTo } from './route';
import { SearchForm } from './search-form';
import { useList } from './use-list';

/** So many records are shown before it rests. */
const AT_ONCE = 50;

/** The whole record of revocations, part by part. */
export function RecordView({ text }: { readonly text: string }) {
  return (
    <>
      <h1>Record of revocations</h1>
      <SearchForm
        label="Find records"
        text={text}
        onSearch={(sought) => {
          location.hash = linkTo({ view: 'record', text: sought });
        }}
      >
        What an id, an actor or a reason holds, letter by letter. The table is read part by part, in no order: what is
        shown is sorted by time, and what is not read yet may be newer.
      </SearchForm>
      <Records text={text} />
    </>
  );
}

function Records({ text }: { readonly text: string }) {
  const { ask } = useConsole();
  const list = useList<RevocationView>(
    (nextToken, signal) => ask<RecordPage>(PATH.record, { text, nextToken }, signal),
    text,
    AT_ONCE,
  );
  const rows = [...list.items].sort((left, right) => (right.revokedAt ?? 0) - (left.revokedAt ?? 0));
  const none = text === '' ? 'Nothing is recorded.' : 'No record holds this text.';
  return (
    <section aria-label="Records found">
      {rows.length > 0 && <RevocationTable caption="Records found" rows={rows} />}
      <More list={list} what="records" none={none} />
    </section>
  );
}
