import type { Answer, Tokens, User } from '../../local/client';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

type Scope = 'local' | 'others' | 'global';

/** The ways to ask for a sign-out, and the tokens to ask by. */
const WAYS: [string, (tokens: Tokens, scope: Scope) => Promise<Answer>][] = [
  ['POST /sign-out, by the access token', ({ accessToken }, scope) => stack.signOut(accessToken, { scope })],
  ['POST /sign-out, by the ID token', ({ idToken }, scope) => stack.signOut(idToken, { scope })],
  ['the mutation, by the access token', ({ accessToken }, scope) => mutate(`Bearer ${accessToken}`, scope)],
  ['the mutation, by the bare ID token', ({ idToken }, scope) => mutate(idToken, scope)],
];

async function mutate(authorization: string, scope: Scope): Promise<Answer> {
  const answer = await stack.graphql(
    authorization,
    `mutation { signOut(scope: ${scope.toUpperCase()}) { outcome scope signedOutAt unfinished } }`,
  );
  const { data } = answer.body as { data: { signOut: { scope: string } } };
  return { ...answer, body: { ...data.signOut, scope: data.signOut.scope.toLowerCase() } };
}

/** A user with two sessions, the tokens that each has refreshed, and somebody else. */
async function twoSessions() {
  const [user, stranger] = await Promise.all([newUser(), newUser()]);
  const [phone, laptop, strangers] = [await stack.signIn(user), await stack.signIn(user), await stack.signIn(stranger)];
  const sessions = {
    phone,
    'phone, refreshed': await refreshed(phone),
    laptop,
    'laptop, refreshed': await refreshed(laptop),
    stranger: strangers,
  };
  return { user, sessions };
}

async function refreshed({ refreshToken }: Tokens): Promise<Tokens> {
  const tokens = await stack.refresh(refreshToken);
  if (tokens === undefined) throw new Error('The refresh token is dead');
  return tokens;
}

async function verdicts(sessions: Record<string, Tokens>): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const [name, tokens] of Object.entries(sessions)) all[name] = await verdictsOn(tokens);
  return all;
}

async function acceptsNewSignIn(user: User): Promise<void> {
  expect(await verdictsOn(await stack.signIn(user))).toEqual(ACCEPTED);
}

describe.each(WAYS)('signed out by %s', (_, signOut) => {
  it('local: the session is out, refreshed tokens and all; nothing else is', async () => {
    const { user, sessions } = await twoSessions();
    expect(await verdicts(sessions)).toEqual(expectation(ACCEPTED, ACCEPTED));

    const { status, body } = await signOut(sessions.phone, 'local');

    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'partial', scope: 'local', unfinished: ['refresh_token'] });
    expect(await verdicts(sessions)).toEqual(expectation(REJECTED, ACCEPTED));
    expect(await verdictsOn(await refreshed(sessions.phone))).toEqual(REJECTED);
    await acceptsNewSignIn(user);
  });

  it('others: the other session is out, and so is what it refreshes later; the caller and what it refreshes is not', async () => {
    const { user, sessions } = await twoSessions();

    const { status, body } = await signOut(sessions.laptop, 'others');

    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'complete', scope: 'others', unfinished: [] });
    expect(await verdicts(sessions)).toEqual(expectation(REJECTED, ACCEPTED));
    expect(await verdictsOn(await refreshed(sessions.phone))).toEqual(REJECTED);
    expect(await verdictsOn(await refreshed(sessions.laptop))).toEqual(ACCEPTED);
    await acceptsNewSignIn(user);
  });

  it('global: every session of the user is out, and cannot be refreshed; nobody else is', async () => {
    const { user, sessions } = await twoSessions();

    const { status, body } = await signOut(sessions.laptop, 'global');

    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'complete', scope: 'global', unfinished: [] });
    expect(await verdicts(sessions)).toEqual(expectation(REJECTED, REJECTED));
    for (const { refreshToken } of [sessions.phone, sessions.laptop]) {
      expect(await stack.refresh(refreshToken)).toBeUndefined();
    }
    await acceptsNewSignIn(user);
  });
});

function expectation(phone: string[], laptop: string[]): Record<string, string[]> {
  return { phone, 'phone, refreshed': phone, laptop, 'laptop, refreshed': laptop, stranger: ACCEPTED };
}

describe('the refresh token that comes with a local sign-out', () => {
  it('is revoked at Cognito', async () => {
    const user = await newUser();
    const phone = await stack.signIn(user);
    const laptop = await stack.signIn(user);

    const { body } = await stack.signOut(phone.accessToken, { refreshToken: phone.refreshToken });

    expect(body).toMatchObject({ outcome: 'complete', unfinished: [] });
    expect(await stack.refresh(phone.refreshToken)).toBeUndefined();
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
    expect(await verdictsOn(await refreshed(laptop))).toEqual(ACCEPTED);
  });

  it("is left alone if it is another session's", async () => {
    const user = await newUser();
    const phone = await stack.signIn(user);
    const laptop = await stack.signIn(user);

    const { body } = await stack.signOut(phone.accessToken, { refreshToken: laptop.refreshToken });

    expect(body).toMatchObject({ outcome: 'partial', unfinished: ['refresh_token'] });
    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(await refreshed(laptop))).toEqual(ACCEPTED);
  });

  it('may be sent again: the answer is the same', async () => {
    const phone = await stack.signIn(await newUser());
    for (let times = 0; times < 2; times++) {
      const { status, body } = await stack.signOut(phone.accessToken, { refreshToken: phone.refreshToken });
      expect([status, (body as { outcome: string }).outcome]).toEqual([200, 'complete']);
    }
  });
});

describe('a session that is out', () => {
  it('may repeat its local sign-out, and cannot ask for more', async () => {
    const user = await newUser();
    const phone = await stack.signIn(user);
    const laptop = await stack.signIn(user);
    await stack.signOut(phone.accessToken);

    expect((await stack.signOut(phone.idToken, { scope: 'local' })).status).toBe(200);
    for (const scope of ['others', 'global']) {
      const { status, body } = await stack.signOut(phone.accessToken, { scope });
      expect([status, body]).toEqual([401, { error: 'invalid_token' }]);
    }
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
  });
});

it('signs in 20 times in a row straight after the answer: none is hit by the second that it is in', async () => {
  const user = await newUser();
  let tokens = await stack.signIn(user);
  for (let round = 0; round < 20; round++) {
    const scope = round % 2 === 0 ? 'global' : 'others';
    const { status } = await stack.signOut(tokens.accessToken, { scope });
    const before = tokens;
    tokens = await stack.signIn(user);

    expect([round, status]).toEqual([round, 200]);
    expect([round, await verdictsOn(tokens)]).toEqual([round, ACCEPTED]);
    expect([round, await verdictsOn(before)]).toEqual([round, scope === 'global' ? REJECTED : ACCEPTED]);
  }
});
