import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';

import { Button } from '../shared/button';
import { Panel } from '../shared/panel';
import { DeviceFrame, type Tell } from './device-frame';
import { DEVICES, now, type Account, type DemoEvent } from './messages';
import { newAccount, signOutAsAdministrator } from './server';
import { addEvent, type TimeLine } from './time-line';
import { TimeLineView } from './time-line-view';

const EMPTY: TimeLine = [];

/** The page: two devices of one user, an administrator, and what happened. */
export function Demo() {
  const [timeLine, dispatch] = useReducer(addEvent, EMPTY);
  const [account, setAccount] = useState<Account>();
  const [isBusy, setBusy] = useState(false);
  const tells = useRef<Tell[]>([]);

  const take = useCallback((event: DemoEvent) => {
    dispatch(event);
    // Not only in a second: what is shown is how soon after the answer each gateway rejects.
    if (event.kind === 'sign-out-answered' || event.kind === 'signed-in')
      for (const tell of tells.current) tell({ kind: 'look' });
  }, []);
  const ready = useCallback((tell: Tell) => tells.current.push(tell), []);

  useEffect(() => {
    newAccount().then(setAccount, (error: unknown) => {
      take({ kind: 'failed', what: error instanceof Error ? error.message : String(error), at: now() });
    });
  }, [take]);

  const signOutByAdministrator = async (username: string) => {
    setBusy(true);
    take({ kind: 'sign-out-asked', by: 'administrator', scope: 'administrator', at: now() });
    const outcome = await signOutAsAdministrator(username).catch(() => 'no answer');
    take({ kind: 'sign-out-answered', outcome, at: now() });
    setBusy(false);
  };

  return (
    <>
      <header class="top">
        <h1>Sign-out that works at once</h1>
        <p>
          Two devices of one user call every gateway each second, and go on with a copy of their tokens when they have
          signed out. With Cognito alone those tokens would work until they expire.
        </p>
      </header>
      <main>
        <section class="devices" aria-label="Devices">
          {account !== undefined &&
            DEVICES.map((device) => (
              <DeviceFrame key={device} device={device} account={account} onReady={ready} onEvent={take} />
            ))}
        </section>
        <Panel id="administrator" heading="Administrator">
          <p class="hint">
            <code>POST /admin/sign-out</code>, signed with AWS credentials
          </p>
          <Button
            kind="danger"
            disabled={isBusy || account === undefined}
            onPress={() => void (account && signOutByAdministrator(account.username))}
          >
            Sign the user out
          </Button>
        </Panel>
        <Panel id="time-line" heading="What happened">
          <p class="hint">Times are of the first rejection, counted from the answer: a minus is before it.</p>
          <TimeLineView timeLine={timeLine} />
        </Panel>
      </main>
    </>
  );
}
