import { PATH, type RevocationView } from './api';
import { useConsole } from './context';
import { Problem } from './problem';
import { Reading } from './reading';
import { RevocationTable } from './revocation-table';
import { linkTo } from './route';
import { useAnswer } from './use-answer';

/** What is recorded of a user, and of the sessions that are known here. */
export function UserRecordPanel(props: {
  readonly sub: string;
  readonly sessionIds: readonly string[];
  readonly round: number;
  /** Whether it is still being found out which sessions there are. */
  readonly isWaiting: boolean;
}) {
  const { sub, sessionIds, round, isWaiting } = props;
  const { ask } = useConsole();
  const { answer, problem, isAsking, again } = useAnswer(
    async (signal) =>
      isWaiting ? undefined : ask<{ items: readonly RevocationView[] }>(PATH.userRecord, { sub, sessionIds }, signal),
    [sub, sessionIds.join(), round, String(isWaiting)],
  );
  const items = answer?.items ?? [];
  const isReading = isAsking || isWaiting;
  return (
    <>
      {items.length > 0 && <RevocationTable caption="Record of this user" rows={items} />}
      <div class="more">
        {isReading && <Reading>Reading the record …</Reading>}
        <p class="count" role="status">
          {isReading || problem !== undefined
            ? ''
            : items.length === 0
              ? 'Nothing is recorded of the user as such, nor of these sessions.'
              : ''}
        </p>
        {problem !== undefined && <Problem problem={problem} again={again} />}
        <p class="hint">
          Read are the user’s own record, and those of the sessions above and of those ended in this visit. Records of
          other sessions do not name the user, unless the user ended them: those are in{' '}
          <a href={linkTo({ view: 'record', text: sub })}>the whole record, searched for this sub</a>.
        </p>
      </div>
    </>
  );
}
