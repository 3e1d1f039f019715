import { Button } from '../shared/button';
import type { AskError } from './ask';

/** What has to be seen in its heading already. */
const HEADINGS: Readonly<Record<string, string>> = {
  no_credentials: 'Your AWS credentials are not valid any more',
  not_permitted: 'A permission is missing',
  no_sessions: 'No list of sessions',
  no_connections: 'No list of connections',
  no_server: 'The console has ended',
  wrong_token: 'This tab does not have the token',
  unknown_outcome: 'Nobody knows whether it was done',
};
/** What is as the owner of the stack has it. */
const NOTES = ['no_sessions', 'no_connections'];

/** Why there is nothing to see, and what to do. */
export function Problem({
  problem,
  again,
}: {
  readonly problem: AskError;
  /** Tries again. @default there is no such button */
  readonly again?: (() => void) | undefined;
}) {
  const isNote = NOTES.includes(problem.code);
  return (
    <div class="problem" data-tone={isNote ? 'neutral' : 'bad'} role={isNote ? 'note' : 'alert'}>
      <p class="problem-heading">{HEADINGS[problem.code] ?? 'That did not work'}</p>
      <p>{problem.message}</p>
      {again !== undefined && !isNote && <Button onPress={again}>Try again</Button>}
    </div>
  );
}
