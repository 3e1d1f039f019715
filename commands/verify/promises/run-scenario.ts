import { setTimeout as sleep } from 'node:timers/promises';

import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import type { Tokens } from '../sessions';
import { VerifyError } from '../verify-error';
import { closeAll, judgeLive, openLive } from './live-sessions';
import { TrialReport } from './promise-result';
import { judgeEverywhere, samplesOf, type Sample } from './samples';
import { answerOf, DEVICES, type Device, type Scenario } from './scenarios';

/** The sessions of a user. */
type Sessions = Readonly<Record<Device, readonly [label: string, tokens: Tokens][]>>;

/**
 * Signs a user in on two devices, refreshes both, signs out in one way, and looks at every gateway what became of each
 * token, of each open connection, of the refresh tokens, and of a new sign-in.
 *
 * @param stranger - tokens of another user
 */
export async function* runScenario(scenario: Scenario, lab: Lab, stranger: Tokens): AsyncGenerator<PromiseResult> {
  const { id, title, caller, answer: expectedAnswer, out, permission, absent, impossible } = scenario;
  const { uses } = lab;
  const report = new TrialReport({ id, subject: title }, lab.now);
  if (impossible !== undefined) {
    yield report.notRun('answer', expectedAnswer, impossible);
    return;
  }
  const devices = await signInDevices(lab);
  const strangers = samplesOf('stranger,', stranger, uses, 'accepted');
  const all = (isSignedOut: boolean): readonly Sample[] => [
    ...DEVICES.flatMap((device) =>
      devices[device].flatMap(([label, tokens]) =>
        samplesOf(label, tokens, uses, isSignedOut && out.includes(device) ? 'rejected' : 'accepted'),
      ),
    ),
    ...strangers,
  ];
  const before = await judgeEverywhere(lab.gateways, all(false));
  const newest = { phone: newestOf(devices.phone), laptop: newestOf(devices.laptop) };
  const live = await openLive(lab, newest);
  try {
    const answer = await scenario.signOut(lab.api, newest[caller], newest);
    const answeredAt = performance.now();
    if (permission !== undefined && answer.status === 403) {
      yield report.notRun('answer', expectedAnswer, `403: the credentials lack ${permission}`);
      return;
    }
    if (absent !== undefined && answer.status === 404) {
      yield report.notRun('answer', expectedAnswer, absent);
      return;
    }
    yield report.line('answer', expectedAnswer, answerOf(answer), answer.took, answerOf(answer) === expectedAnswer);

    await sleep(lab.revocationDelay);
    const after = await judgeEverywhere(lab.gateways, all(true));
    const expected = expectationOf(out);
    for (const [index, [name, { unexpected, slowest }]] of after.entries()) {
      const earlier = before[index]?.[1].unexpected.map((found) => `before, ${found}`) ?? [];
      yield report.judged(name, expected, [...earlier, ...unexpected], slowest);
    }
    for (const connections of live) yield await judgeLive(connections, scenario, lab, answeredAt, report);
  } finally {
    closeAll(live);
  }
  yield await judgeRefreshes(scenario, lab, newest, report);

  const again = await judgeEverywhere(
    lab.gateways,
    samplesOf('new,', await lab.sessions.signIn(lab.user), uses, 'accepted'),
  );
  yield report.judged(
    'new sign-in',
    'in',
    again.flatMap(([name, { unexpected }]) => unexpected.map((found) => `${name}, ${found}`)),
    Math.max(...again.map(([, { slowest }]) => slowest)),
  );
}

/** Whatever Cognito still gives for the refresh tokens is rejected, or not, as the tokens that were there. */
async function judgeRefreshes(
  { out, dead }: Scenario,
  lab: Lab,
  newest: Readonly<Record<Device, Tokens>>,
  report: TrialReport,
): Promise<PromiseResult> {
  const startedAt = performance.now();
  const expected: string[] = [];
  const unexpected: string[] = [];
  for (const device of DEVICES) {
    const refreshed = await lab.sessions.refresh(newest[device]);
    const isOut = out.includes(device);
    expected.push(
      `${device} ${dead.includes(device) ? 'refused' : isOut ? 'gets tokens that are out' : 'gets tokens that are in'}`,
    );
    if (typeof refreshed === 'string') {
      if (!dead.includes(device)) unexpected.push(`${device} ${refreshed}`);
      continue;
    }
    if (dead.includes(device)) unexpected.push(`${device} gets tokens`);
    const samples = samplesOf(`${device}, later`, refreshed, lab.uses, isOut ? 'rejected' : 'accepted');
    const judged = await judgeEverywhere(lab.gateways, samples);
    unexpected.push(...judged.flatMap(([name, findings]) => findings.unexpected.map((found) => `${name}, ${found}`)));
  }
  return report.judged('refreshed later', expected.join('; '), unexpected, Math.round(performance.now() - startedAt));
}

async function signInDevices({ sessions, user }: Lab): Promise<Sessions> {
  const signIn = async (device: Device): Promise<[string, Tokens][]> => {
    const first = await sessions.signIn(user);
    const refreshed = await sessions.refresh(first);
    if (typeof refreshed === 'string') {
      throw new VerifyError(
        'refused',
        `Cognito did not refresh the tokens of a session that has just begun (${refreshed}).`,
      );
    }
    return [
      [`${device},`, first],
      [`${device}, refreshed`, refreshed],
    ];
  };
  return { phone: await signIn('phone'), laptop: await signIn('laptop') };
}

function newestOf(tokens: readonly (readonly [string, Tokens])[]): Tokens {
  const newest = tokens.at(-1)?.[1];
  if (newest === undefined) throw new TypeError('a device has no tokens');
  return newest;
}

/** What is expected of gateways: `phone out; laptop, stranger in`. */
function expectationOf(out: readonly Device[]): string {
  const within = DEVICES.filter((device) => !out.includes(device));
  return `${out.join(', ')} out; ${[...within, 'stranger'].join(', ')} in`;
}
