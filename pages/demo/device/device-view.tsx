import { Status, type Tone } from '../../shared/status';
import { GATEWAYS, type Device, type Gateway } from '../messages';
import { isEnded, type DeviceApp, type DeviceState } from './device-app';
import { Buttons } from './buttons';
import { Glyph } from './glyph';
import { SessionList } from './session-list';
import type { Call } from './verdict';

const ADDRESSES: Readonly<Record<Gateway, string>> = {
  'HTTP API': 'GET /session',
  'REST API': 'GET /session',
  AppSync: 'query { session }',
  WebSocket: 'with an echo',
};
const TONES: Readonly<Record<Call['verdict'], Tone>> = { accepted: 'good', rejected: 'bad', failed: 'warn' };
const WORDS: Readonly<Record<Call['verdict'], string>> = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  failed: 'Failed',
};

interface DeviceViewProps {
  readonly device: Device;
  readonly username: string;
  readonly state: DeviceState;
  readonly app: DeviceApp;
}

/** The screen of a device: what each gateway says to it, where the user is signed in, and its buttons. */
export function DeviceView({ device, username, state, app }: DeviceViewProps) {
  return (
    <main>
      <header class="device">
        <Glyph device={device} />
        <div class="who">
          <h1>{device}</h1>
          <p class="username">
            <bdi>{username}</bdi>
          </p>
        </div>
        <Standing state={state} />
      </header>
      <ul class="gateways" aria-label={`What the gateways say to the ${device}`}>
        {GATEWAYS.map((gateway) => (
          <GatewayRow key={gateway} gateway={gateway} calls={state.calls[gateway]} />
        ))}
      </ul>
      <Buttons device={device} state={state} app={app} />
      <SessionList device={device} state={state} app={app} />
    </main>
  );
}

function Standing({ state }: { readonly state: DeviceState }) {
  if (state.phase === 'signing-in') return <Status tone="neutral">Signing in</Status>;
  if (state.phase === 'signed-out' || isEnded(state)) return <Status tone="bad">Signed out</Status>;
  return <Status tone="good">Signed in</Status>;
}

function GatewayRow({ gateway, calls }: { readonly gateway: Gateway; readonly calls: readonly Call[] }) {
  const last = calls.at(-1);
  return (
    <li data-gateway={gateway} data-verdict={last?.verdict ?? 'none'}>
      <div>
        <p class="gateway">{gateway}</p>
        <p class="address">{ADDRESSES[gateway]}</p>
      </div>
      <div class="verdict">
        {last === undefined ? (
          <Status tone="neutral">Not called yet</Status>
        ) : (
          <Status tone={TONES[last.verdict]}>
            {gateway === 'WebSocket' ? (
              last.detail
            ) : (
              <>
                {WORDS[last.verdict]} <span class="detail">{last.detail}</span>
              </>
            )}
          </Status>
        )}
        <Pulse calls={calls} />
      </div>
    </li>
  );
}

/** The last calls, a bar each: high if accepted, low if not. The word beside it says the last one. */
function Pulse({ calls }: { readonly calls: readonly Call[] }) {
  return (
    <svg class="pulse" viewBox="0 0 120 16" aria-hidden="true" preserveAspectRatio="xMaxYMax meet">
      {calls.map(({ verdict }, index) => {
        const height = verdict === 'accepted' ? 14 : 5;
        const x = 120 - (calls.length - index) * 5;
        return <rect key={index} data-verdict={verdict} x={x} y={16 - height} width="3" height={height} rx="1" />;
      })}
    </svg>
  );
}
