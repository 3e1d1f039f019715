import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Button } from '../shared/button';
import { Panel } from '../shared/panel';
import { PATH, type Page, type SessionView } from './api';
import { askErrorOf, type Ask, type AskError } from './ask';
import { useConsole } from './context';
import { More } from './more';
import { Problem } from './problem';
import { Reading } from './reading';
import type { SignOutPlan } from './sign-out-dialog';
import { Table, type Column } from './table';
import { Time } from './time';
import type { List } from './use-list';

/** The sessions of a user, and what ends one, or all but one. */
export function SessionsPanel(props: {
  readonly sub: string;
  readonly sessions: List<SessionView>;
  readonly onPlan: (plan: SignOutPlan) => void;
}) {
  const { sub, sessions, onPlan } = props;
  const others = useOthers(sub, onPlan);
  const columns = columnsOf(sessions, {
    end: (session) => {
      onPlan({
        heading: <>End the session {exactly(session)}</>,
        explanation: <p>Its tokens are rejected at once, and its open connections end. The others go on.</p>,
        steps: [{ name: nameOf(session), target: { sub, sessionId: session.sessionId } }],
        action: 'End the session',
      });
    },
    endOthers: others.begin,
  });
  return (
    <Panel id="sessions" heading="Sessions">
      {sessions.items.length > 0 && (
        <Table caption="Sessions" columns={columns} rows={sessions.items} keyOf={({ sessionId }) => sessionId} />
      )}
      {others.count !== undefined && <Reading>{`Reading all sessions: ${String(others.count)} so far …`}</Reading>}
      {others.problem !== undefined && <Problem problem={others.problem} />}
      <More list={sessions} what="sessions" none="No session of this user is registered." />
    </Panel>
  );
}

function columnsOf(
  { items, hasMore }: List<SessionView>,
  act: Readonly<Record<'end' | 'endOthers', (session: SessionView) => void>>,
): readonly Column<SessionView>[] {
  return [
    { heading: 'Device', cell: (session) => <Device session={session} /> },
    { heading: 'Signed in', cell: ({ signedInAt }) => <Time at={signedInAt} /> },
    { heading: 'Last seen', cell: ({ lastSeenAt }) => <Time at={lastSeenAt} /> },
    { heading: 'Address', cell: ({ ipAddress }) => ipAddress ?? <span class="muted">–</span> },
    {
      heading: 'Actions',
      isActions: true,
      cell: (session) => (
        <>
          <Button
            kind="danger"
            name={`End ${nameOf(session)}`}
            onPress={() => {
              act.end(session);
            }}
          >
            End
          </Button>
          {(items.length > 1 || hasMore) && (
            <Button
              name={`End the others, and keep ${nameOf(session)}`}
              onPress={() => {
                act.endOthers(session);
              }}
            >
              End the others
            </Button>
          )}
        </>
      ),
    },
  ];
}

/** Reads every session there is before any is ended, so that none is left because it was not in the list yet. */
function useOthers(sub: string, onPlan: (plan: SignOutPlan) => void) {
  const { ask } = useConsole();
  const [count, setCount] = useState<number>();
  const [problem, setProblem] = useState<AskError>();
  const reading = useRef<AbortController>(undefined);
  useEffect(() => () => reading.current?.abort(), []);

  async function begin(kept: SessionView): Promise<void> {
    reading.current?.abort();
    const { signal } = (reading.current = new AbortController());
    setProblem(undefined);
    try {
      const all = await readAll(ask, sub, setCount, signal);
      const others = all.filter(({ sessionId }) => sessionId !== kept.sessionId);
      onPlan({
        heading: <>End the others, and keep {exactly(kept)}</>,
        explanation: (
          <p>
            {others.length === 1
              ? 'One other session is ended'
              : `${String(others.length)} other sessions are ended, one after the other`}
            . Sessions that are not registered are not in the list, and go on: only “End all sessions” ends them too.
          </p>
        ),
        steps: others.map((session) => ({ name: nameOf(session), target: { sub, sessionId: session.sessionId } })),
        action: 'End the others',
      });
    } catch (error) {
      if (!signal.aborted) setProblem(askErrorOf(error));
    }
    if (!signal.aborted) setCount(undefined);
  }
  return { count, problem, begin: (kept: SessionView) => void begin(kept) };
}

async function readAll(
  ask: Ask,
  sub: string,
  tell: (count: number) => void,
  signal: AbortSignal,
): Promise<readonly SessionView[]> {
  const all: SessionView[] = [];
  let nextToken: string | undefined;
  do {
    tell(all.length);
    const page: Page<SessionView> = await ask<Page<SessionView>>(PATH.sessions, { sub, nextToken }, signal);
    all.push(...page.items);
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return all;
}

function Device({ session: { label, userAgent, clientId, sessionId } }: { readonly session: SessionView }) {
  const { stack } = useConsole();
  return (
    <div class="device">
      <span class="name">{label === undefined ? 'No label' : <bdi>{label}</bdi>}</span>
      {userAgent !== undefined && (
        <span class="detail">
          <bdi>{userAgent}</bdi>
        </span>
      )}
      <span class="detail">
        <code>{sessionId}</code>
        {clientId !== undefined && stack.clientIds.length !== 1 && (
          <>
            {' '}
            of client <code>{clientId}</code>
          </>
        )}
      </span>
    </div>
  );
}

/** Which session it is, beyond doubt: a user may give two the same label, or that of another. */
function exactly({ label, sessionId }: SessionView): ComponentChildren {
  return (
    <>
      {label !== undefined && (
        <>
          “<bdi>{label}</bdi>”{' '}
        </>
      )}
      <code>{sessionId}</code>
    </>
  );
}

/** What a session is called where there is no room for all of it. */
function nameOf({ label, sessionId }: SessionView): string {
  return label === undefined ? sessionId : `“${label}”`;
}
