import { Button } from '../../shared/button';
import type { Device } from '../messages';
import type { DeviceApp, DeviceState } from './device-app';

/** Where the user is signed in, with a button that ends one: an app's page "Your devices". */
export function SessionList(props: { readonly device: Device; readonly state: DeviceState; readonly app: DeviceApp }) {
  const { device, state, app } = props;
  return (
    <section class="sessions" aria-labelledby="sessions">
      <h2 id="sessions">Your devices</h2>
      {state.sessions.length === 0 && <p class="none">Known only to who is signed in</p>}
      <ul>
        {state.sessions.map(({ sessionId, current, label = 'Unnamed', signedInAt }) => (
          <li key={sessionId}>
            <span>
              <bdi>{label}</bdi> <span class="since">{current ? 'this one' : `since ${timeOf(signedInAt)}`}</span>
            </span>
            {!current && (
              <Button
                name={`End the session of the ${label}, by the ${device}`}
                disabled={state.isBusy}
                onPress={() => void app.endSession(sessionId)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour12: false });
}
