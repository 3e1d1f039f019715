import { setTimeout as sleep } from 'node:timers/promises';

import { GATEWAYS, type Tokens, type User } from '../../local/client';
import { newUser, stack } from './stack';

/** Of the test's own people, all at once. */
const USERS = 50;
/** One request in so many is a sign-out. */
const SIGN_OUT_EVERY = 20;
/**
 * Milliseconds. People come one after another, for every one at once needs another process of each function, and here
 * these share one machine; what has begun by the end is finished.
 */
const BETWEEN_ARRIVALS = 300;
const DURATION = 28_000;

/** What came of a request, in the order in which they began. */
interface Observation {
  readonly what: string;
  readonly status: number;
  readonly expected: number;
}

/** A person who does one thing after another, and now and then signs out and in again. */
async function use(user: User, place: number, until: number): Promise<readonly Observation[]> {
  await sleep(place * BETWEEN_ARRIVALS);
  const observations: Observation[] = [];
  const see = (what: string, status: number, expected: number) => observations.push({ what, status, expected });
  const visit = async (tokens: Tokens, expected: number) => {
    const turn = place + observations.length;
    const gateway = GATEWAYS[turn % GATEWAYS.length] ?? 'HTTP API';
    const token = turn % 2 === 0 ? tokens.accessToken : tokens.idToken;
    see(gateway, (await stack.session(gateway, token)).status, expected);
  };

  let tokens = await stack.signIn(user);
  // Not everybody at once.
  let untilSignOut = Math.ceil(Math.random() * SIGN_OUT_EVERY);
  while (performance.now() < until) {
    if (untilSignOut-- > 0) {
      await visit(tokens, 200);
      continue;
    }
    see('sign-out', (await stack.signOut(tokens.accessToken)).status, 200);
    const signedOut = tokens;
    tokens = await stack.signIn(user);
    for (const gateway of GATEWAYS) see(gateway, (await stack.session(gateway, signedOut.accessToken)).status, 401);
    untilSignOut = SIGN_OUT_EVERY - GATEWAYS.length - 1;
  }
  return observations;
}

it('50 people at once, one request in 20 a sign-out: no error, and no sign-out is lost', async () => {
  const users = await Promise.all(Array.from({ length: USERS }, newUser));
  const until = performance.now() + DURATION;

  const observations = (await Promise.all(users.map((user, place) => use(user, place, until)))).flat();

  const unexpected = observations.filter(({ status, expected }) => status !== expected);
  const signOuts = observations.filter(({ what }) => what === 'sign-out');
  expect(unexpected).toEqual([]);
  // It was a load, and people did sign out.
  expect(observations.length).toBeGreaterThan(USERS * 2);
  expect(signOuts.length).toBeGreaterThan(0);
});
