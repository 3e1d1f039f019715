import { Button } from '../shared/button';
import { Status } from '../shared/status';
import { PATH, type QueueView } from './api';
import { useConsole } from './context';
import { Problem } from './problem';
import { Reading } from './reading';
import { Table, type Column } from './table';
import { useAnswer } from './use-answer';

/** What functions have given up: how many messages are on the stack's dead-letter queues. */
export function QueuesView() {
  const { ask } = useConsole();
  const { answer, problem, isAsking, again } = useAnswer(
    (signal) => ask<{ items: readonly QueueView[] }>(PATH.queues, {}, signal),
    [],
  );
  return (
    <>
      <div class="heading">
        <div>
          <h1>Dead letters</h1>
          <p>
            What could not be done after many attempts, such as a connection that could not be ended. docs/runbook.md
            tells what to do with each.
          </p>
        </div>
        <Button onPress={again} disabled={isAsking}>
          Refresh
        </Button>
      </div>
      {answer !== undefined && answer.items.length > 0 && (
        <Table caption="Dead-letter queues" columns={COLUMNS} rows={answer.items} keyOf={({ name }) => name} />
      )}
      {isAsking && <Reading>Asking the queues …</Reading>}
      <p class="count" role="status">
        {!isAsking && answer !== undefined && summaryOf(answer.items)}
      </p>
      {problem !== undefined && <Problem problem={problem} again={again} />}
    </>
  );
}

const COLUMNS: readonly Column<QueueView>[] = [
  { heading: 'Queue', cell: ({ name }) => <code>{name}</code> },
  {
    heading: 'Messages',
    cell: ({ messages }) => {
      if (messages === undefined) return <Status tone="bad">not known</Status>;
      return (
        <Status tone={messages === 0 ? 'good' : 'warn'}>{messages === 0 ? 'empty' : messages.toLocaleString()}</Status>
      );
    },
  },
  { heading: 'Note', cell: ({ problem }) => problem ?? <span class="muted">–</span> },
];

function summaryOf(items: readonly QueueView[]): string {
  if (items.length === 0) return 'The stack has no dead-letter queue.';
  const count = items.reduce((sum, { messages = 0 }) => sum + messages, 0);
  return count === 0 ? 'Nothing has been given up.' : `About ${count.toLocaleString()} messages wait for a person.`;
}
