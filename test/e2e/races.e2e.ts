import { GATEWAYS, type Gateway, type Tokens } from '../../local/client';
import { ACCEPTED, newUser, REJECTED, sessionIdOf, stack, verdictsOn } from './stack';

interface Observation {
  readonly beganAt: number;
  readonly status: number;
}

/** Calls without a pause until told to stop, and tells what came of each call. */
function callUntilStopped(gateway: Gateway, token: string) {
  const observations: Observation[] = [];
  const stopping = new AbortController();
  const calling = (async () => {
    while (!stopping.signal.aborted) {
      const beganAt = performance.now();
      const { status } = await stack.session(gateway, token);
      observations.push({ beganAt, status });
    }
  })();
  return {
    observations,
    async stop() {
      stopping.abort();
      await calling;
    },
  };
}

describe.each(['local', 'global'])('requests that race a %s sign-out', (scope) => {
  it('are all rejected that begin after its answer', async () => {
    const { accessToken, idToken } = await stack.signIn(await newUser());
    const callers = GATEWAYS.flatMap((gateway) =>
      [accessToken, idToken].map((token) => callUntilStopped(gateway, token)),
    );
    const hasBeenAccepted = () =>
      callers.every(({ observations }) => observations.some(({ status }) => status === 200));
    while (!hasBeenAccepted()) await new Promise((resolve) => setTimeout(resolve, 10));

    const { status } = await stack.signOut(accessToken, { scope });
    const answeredAt = performance.now();
    const hasBeenTried = () =>
      callers.every(({ observations }) => observations.filter(({ beganAt }) => beganAt > answeredAt).length >= 5);
    while (!hasBeenTried()) await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all(callers.map((caller) => caller.stop()));

    expect(status).toBe(200);
    const all = callers.flatMap(({ observations }) => observations);
    expect(all.map((observation) => observation.status).filter((code) => code !== 200 && code !== 401)).toEqual([]);
    expect(all.filter(({ beganAt, status: code }) => beganAt > answeredAt && code !== 401)).toEqual([]);
  });
});

it('tokens that are refreshed while the session signs out are rejected after the answer', async () => {
  const phone = await stack.signIn(await newUser());
  const refreshed: Tokens[] = [];
  const answered = new AbortController();
  const refreshing = (async () => {
    while (!answered.signal.aborted) {
      const tokens = await stack.refresh(phone.refreshToken);
      if (tokens === undefined) break;
      refreshed.push(tokens);
    }
  })();

  await stack.signOut(phone.accessToken, { scope: 'global' });
  answered.abort();
  await refreshing;

  expect(refreshed.length).toBeGreaterThan(0);
  for (const tokens of [refreshed[0], refreshed.at(-1)]) {
    if (tokens !== undefined) expect(await verdictsOn(tokens)).toEqual(REJECTED);
  }
});

it('of several sessions that sign each other out at once, exactly one is left', async () => {
  const user = await newUser();
  const sessions = [];
  for (let device = 0; device < 5; device++) sessions.push(await stack.signIn(user));

  const answers = await Promise.all(sessions.map(({ accessToken }) => stack.signOut(accessToken, { scope: 'others' })));

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  for (const [index, tokens] of sessions.entries()) {
    expect(await verdictsOn(tokens)).toEqual(answers[index]?.status === 200 ? ACCEPTED : REJECTED);
  }
});

it('of several sessions of which some ask for others and some for global, no answer is broken', async () => {
  const user = await newUser();
  const sessions = [];
  for (let device = 0; device < 6; device++) sessions.push(await stack.signIn(user));

  const answers = await Promise.all(
    sessions.map(({ idToken }, index) => stack.signOut(idToken, { scope: index % 2 === 0 ? 'others' : 'global' })),
  );

  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status !== 200 && status !== 401)).toEqual([]);
  // Whoever asked for global and was told that it is done, has ended all of them. If an `others` was faster than each of
  // them, they were signed out when they asked, and the one that it spares is left.
  const isGlobalDone = answers.some(({ status }, index) => index % 2 === 1 && status === 200);
  const verdicts = await Promise.all(sessions.map((tokens) => verdictsOn(tokens)));
  const survivors = verdicts.flatMap((verdict, index) => (verdict.includes(ACCEPTED[0] ?? '') ? [index] : []));
  expect(survivors).toHaveLength(isGlobalDone ? 0 : 1);
  for (const index of survivors) expect(answers[index]).toMatchObject({ status: 200, body: { scope: 'others' } });
  for (const verdict of verdicts) expect([ACCEPTED, REJECTED]).toContainEqual(verdict);
  expect(await verdictsOn(await stack.signIn(user))).toEqual(ACCEPTED);
});

it('two users who sign out at once do not meet', async () => {
  const [alice, bob] = await Promise.all([newUser(), newUser()]);
  const [alices, bobs] = [await stack.signIn(alice), await stack.signIn(bob)];
  expect(await sessionIdOf(alices)).not.toBe(await sessionIdOf(bobs));

  await Promise.all([stack.signOut(alices.accessToken, { scope: 'global' }), stack.signOut(bobs.accessToken)]);
  const again = await stack.signIn(bob);

  expect(await verdictsOn(alices)).toEqual(REJECTED);
  expect(await verdictsOn(bobs)).toEqual(REJECTED);
  expect(await verdictsOn(again)).toEqual(ACCEPTED);
});
