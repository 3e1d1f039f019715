import { useState } from 'preact/hooks';

import { Button } from '../shared/button';
import { Panel } from '../shared/panel';
import { PATH, type Page, type SessionView, type UserView as User } from './api';
import { ConnectionsPanel } from './connections-panel';
import { useConsole } from './context';
import type { Step } from './ending';
import { Problem } from './problem';
import { linkTo } from './route';
import { SessionsPanel } from './sessions-panel';
import { SignOutDialog, type SignOutPlan } from './sign-out-dialog';
import { useAnswer } from './use-answer';
import { useList } from './use-list';
import { UserRecordPanel } from './user-record-panel';
import { UserStatus } from './users-view';

/** As many records of sessions as are read with the user's own. */
const MOST_RECORDS = 99;

/** A user: sessions, open connections, what is recorded; and what ends them. */
export function UserView({ sub }: { readonly sub: string }) {
  const { ask } = useConsole();
  const [plan, setPlan] = useState<SignOutPlan>();
  const [ended, setEnded] = useState<readonly string[]>([]);
  const [round, setRound] = useState(0);
  const user = useAnswer(
    async (signal) => {
      const { items } = await ask<Page<User>>(PATH.users, { text: sub }, signal);
      return { found: items.find((found) => found.sub === sub) };
    },
    [sub],
  );
  const sessions = useList<SessionView>(
    (nextToken, signal) => ask<Page<SessionView>>(PATH.sessions, { sub, nextToken }, signal),
    `${sub} ${String(round)}`,
  );
  const known = [...ended, ...sessions.items.map(({ sessionId }) => sessionId)].slice(0, MOST_RECORDS);
  const name = user.answer?.found?.username ?? sub;

  function close(done: readonly Step[]): void {
    setPlan(undefined);
    if (done.length === 0) return;
    const ids = done.flatMap(({ target }) =>
      'sub' in target && target.sessionId !== undefined ? [target.sessionId] : [],
    );
    setEnded((before) => [...ids, ...before]);
    setRound((number) => number + 1);
  }

  // What was read for meanwhile does not take the place of a question that is being answered.
  const begin = (next: SignOutPlan) => {
    setPlan((open) => open ?? next);
  };
  const endAll: SignOutPlan = {
    heading: (
      <>
        End all sessions of <bdi>{name}</bdi>
      </>
    ),
    explanation: <p>On every device, also those that are not in the list. The user can sign in again.</p>,
    steps: [{ name: `all sessions of ${name}`, target: { sub } }],
    action: 'End all sessions',
  };
  return (
    <>
      <p>
        <a href={linkTo({ view: 'users' })}>← Users</a>
      </p>
      <div class="heading">
        <div>
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <UserFacts sub={sub} user={user.answer?.found} isKnown={user.answer !== undefined} />
        </div>
        <Button
          kind="danger"
          onPress={() => {
            setPlan(endAll);
          }}
        >
          End all sessions
        </Button>
      </div>
      {user.problem !== undefined && <Problem problem={user.problem} again={user.again} />}
      <SessionsPanel sub={sub} sessions={sessions} onPlan={begin} />
      <ConnectionsPanel sub={sub} round={round} />
      <Panel id="record" heading="Record of revocations">
        <UserRecordPanel sub={sub} sessionIds={known} round={round} isWaiting={sessions.isReading} />
      </Panel>
      {plan !== undefined && <SignOutDialog plan={plan} onClose={close} />}
    </>
  );
}

function UserFacts(props: { readonly sub: string; readonly user: User | undefined; readonly isKnown: boolean }) {
  const { sub, user, isKnown } = props;
  return (
    <p class="user-facts">
      {user !== undefined && <UserStatus user={user} />}
      {user === undefined && isKnown && <span>Cognito does not know this user (any more).</span>}
      {user?.email !== undefined && (
        <span>
          <bdi>{user.email}</bdi>
        </span>
      )}
      <span>
        sub <code>{sub}</code>
      </span>
    </p>
  );
}
