import { setTimeout as sleep } from 'node:timers/promises';

import { within, type LiveConnection, type LiveGateway } from '../gateways/live';
import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import type { Tokens } from '../sessions';
import type { TrialReport } from './promise-result';
import { DEVICES, type Device, type Scenario } from './scenarios';

/** What each device has open at one gateway. */
export interface LiveSessions {
  readonly gateway: LiveGateway;
  readonly tokens: Readonly<Record<Device, string>>;
  /** A connection, or why there is none. */
  readonly connections: Readonly<Record<Device, LiveConnection | string>>;
}

/** Milliseconds for which a connection that is to stay open is watched. */
const STAYS = 500;

/** Opens a connection for each device at each gateway that has them. */
export async function openLive(
  { live, uses: [use = 'access'] }: Lab,
  { phone, laptop }: Readonly<Record<Device, Tokens>>,
): Promise<readonly LiveSessions[]> {
  const tokens = { phone: phone[use], laptop: laptop[use] };
  return Promise.all(
    live.map(async (gateway) => {
      const connections = { phone: await gateway.open(tokens.phone), laptop: await gateway.open(tokens.laptop) };
      return { gateway, tokens, connections };
    }),
  );
}

/** Closes what is still open. */
export function closeAll(sessions: readonly LiveSessions[]): void {
  for (const { connections } of sessions) {
    for (const device of DEVICES) {
      const connection = connections[device];
      if (typeof connection !== 'string') connection.close();
    }
  }
}

/**
 * Those of signed-out devices end in time, and cannot be opened anew; the others stay open.
 *
 * @param answeredAt - `performance.now()` of when the sign-out was answered
 */
export async function judgeLive(
  sessions: LiveSessions,
  scenario: Scenario,
  lab: Lab,
  answeredAt: number,
  report: TrialReport,
): Promise<PromiseResult> {
  const { gateway, tokens, connections } = sessions;
  const { out } = scenario;
  const { endsWithin, signal } = lab;
  const limit = `${String(endsWithin / 1000)} s`;
  const seen: string[] = [];
  let isKept = true;
  let latest = 0;
  for (const device of DEVICES) {
    const connection = connections[device];
    if (typeof connection === 'string') {
      seen.push(`${device} could not open it: ${connection}`);
      isKept = false;
    } else if (out.includes(device)) {
      const ending = await within(connection.ended, endsWithin + answeredAt - performance.now(), signal);
      const after = Math.max(0, Math.round((ending?.at ?? Infinity) - answeredAt));
      isKept &&= after <= endsWithin;
      latest = Math.max(latest, Number.isFinite(after) ? after : endsWithin);
      seen.push(
        `${device} ${ending === undefined ? `open after ${limit}` : `${ending.how} after ${String(after)} ms`}`,
      );
      const anew = await gateway.open(tokens[device]);
      if (typeof anew === 'string') continue;
      anew.close();
      seen.push(`${device} could open another`);
      isKept = false;
    } else {
      await sleep(STAYS);
      const ending = await within(connection.ended, 0, signal);
      isKept &&= ending === undefined;
      seen.push(`${device} ${ending === undefined ? 'open' : ending.how}`);
    }
  }
  const stays = DEVICES.filter((device) => !out.includes(device)).map((device) => `; ${device} stays open`);
  const expected = `${out.join(', ')} ended within ${limit}, and refused anew${stays.join('')}`;
  return report.line(gateway.name, expected, seen.join('; '), latest, isKept);
}
