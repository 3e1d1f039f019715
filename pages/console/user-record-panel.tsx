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
          {isReading || problem !== undefined ? '' : items.length === 0 ? 'Nothing is recorded of this user.' : ''}
        </p>
        {problem !== undefined && <Problem problem={problem} again={again} />}
        <p class="hint">
          Of the user, and of the sessions above. Sessions that ended earlier stand in{' '}
          <a href={linkTo({ view: 'record', text: sub })}>the whole record, searched for this sub</a>, if the user ended
          them.
        </p>
      </div>
    </>
  );
}
