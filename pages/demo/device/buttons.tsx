import { Button } from '../../shared/button';
import type { Device } from '../messages';
import { isEnded, type DeviceApp, type DeviceState } from './device-app';

const SIGN_OUTS = [
  { scope: 'local', text: 'This device' },
  { scope: 'others', text: 'All others' },
  { scope: 'global', text: 'Everywhere' },
] as const;

/** What one can do on a device. All of it is always there, so that nothing moves under a finger or loses the focus. */
export function Buttons(props: { readonly device: Device; readonly state: DeviceState; readonly app: DeviceApp }) {
  const { device, state, app } = props;
  const isSignedIn = state.phase === 'signed-in' && !isEnded(state);
  return (
    <div class="buttons">
      <div role="group" aria-labelledby="sign-out">
        <h2 id="sign-out">Sign out</h2>
        <div class="row">
          {SIGN_OUTS.map(({ scope, text }) => (
            <Button
              key={scope}
              name={`${text}: sign out by the ${device}`}
              kind={scope === 'local' ? 'primary' : 'plain'}
              disabled={state.isBusy || !isSignedIn}
              onPress={() => void app.signOut(scope)}
            >
              {text}
            </Button>
          ))}
        </div>
      </div>
      <div class="row">
        <Button
          name={`Sign in again on the ${device}`}
          disabled={state.isBusy || isSignedIn}
          onPress={() => void app.signIn()}
        >
          Sign in again
        </Button>
        <Button name={`Refresh tokens of the ${device}`} disabled={state.isBusy} onPress={() => void app.refresh()}>
          Refresh tokens
        </Button>
      </div>
    </div>
  );
}
