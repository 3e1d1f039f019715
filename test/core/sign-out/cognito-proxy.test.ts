import { RevocationError } from '../../../lambda/core/errors';
import {
  decideOnCall,
  recordCall,
  type CognitoCall,
  type CognitoProxyDependencies,
  type ProxyDecision,
} from '../../../lambda/core/sign-out/cognito-proxy';
import { createRefreshTokenSessions } from '../../../lambda/core/sign-out/refresh-token-session';
import type { VerificationFailure } from '../../../lambda/core/token/verification';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { accessPayload, ISSUER, machinePayload, POOL } from '../../support/tokens';

const T = 1_800_000_000;
const USER_KEY = `${POOL}#user#user-1`;
const SESSION_KEY = `${POOL}#session#session-1`;
const DOWN = new RevocationError('revocation_store_unavailable', 'down');

type Payload = Record<string, unknown>;

const signedIn = (overrides: Payload = {}) =>
  accessPayload({ auth_time: T - 60, iat: T - 60, exp: T + 60, ...overrides });

/** A token is the name of a payload, or why it is none. */
function world(tokens: Record<string, Payload | VerificationFailure> = {}) {
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  userPool.signIn('refresh-1', 'session-1', { auth_time: T - 60, iat: T });
  const clock = new StandingClock(T * 1000 + 250);
  const known: typeof tokens = { 'access-token': signedIn(), ...tokens };
  const learning = { revocations, userPool, userPoolId: POOL, clock, refreshTokenValidity: 86_400 };
  const dependencies: CognitoProxyDependencies = {
    ...learning,
    callerVerifier: {
      verify: (token) => {
        const found = known[token] ?? 'malformed_token';
        return Promise.resolve(
          typeof found === 'string' ? { genuine: false, reason: found } : { genuine: true, payload: found },
        );
      },
    },
    refreshTokens: createRefreshTokenSessions(learning),
    userPoolClientIds: ['client-1'],
  };
  const decide = (call: Partial<CognitoCall> & { operation: string }) => {
    const nothing = { client: undefined, userPoolId: undefined, accessToken: undefined, token: undefined };
    return decideOnCall({ ...nothing, ...call }, dependencies);
  };
  const globalSignOut = (accessToken: string) => decide({ operation: 'GlobalSignOut', accessToken });
  const revokeToken = (token: string) => decide({ operation: 'RevokeToken', token, client: { clientId: 'client-1' } });
  const record = (decision: ProxyDecision) => {
    if (decision.action !== 'record') throw new Error(decision.action);
    return recordCall(decision.ends, 'request-1', dependencies);
  };
  return { decide, globalSignOut, revokeToken, record, revocations, userPool, clock };
}

describe('GlobalSignOut', () => {
  it('is recorded for the user, and may be answered in the next second', async () => {
    const { globalSignOut, record, revocations, clock } = world();
    const complete = await record(await globalSignOut('access-token'));

    expect(revocations.records.get(USER_KEY)).toMatchObject({
      revocation: { tokensValidAfter: T },
      audit: { actor: 'user-1', reason: 'GlobalSignOut', requestId: 'request-1' },
    });
    expect(clock.waits).toEqual([]);
    await complete();
    expect(clock.waits).toEqual([(T + 1) * 1000 + 100]);
  });

  it("is answered when Cognito's own second is over as well", async () => {
    const { globalSignOut, record, clock } = world();
    const complete = await record(await globalSignOut('access-token'));
    clock.time = (T + 3) * 1000 + 200;
    await complete();

    expect(clock.waits).toEqual([(T + 4) * 1000 + 100]);
  });

  it.each([
    ['of a client that is not accepted', signedIn({ client_id: 'client-9' })],
    ['of a client with token revocation off', signedIn({ origin_jti: undefined })],
    ['of such a client, without jti', signedIn({ origin_jti: undefined, jti: undefined })],
    ['in its last second, which a gateway refuses', signedIn({ exp: T })],
    ['over it by what clocks differ', signedIn({ exp: T - 1 })],
  ])('takes no session and no accepted client: a token %s', async (_, payload) => {
    const { globalSignOut, record, revocations } = world({ token: payload });
    await record(await globalSignOut('token'));

    expect([...revocations.records.keys()]).toEqual([USER_KEY]);
  });

  it.each(['bad_signature', 'wrong_token_use'] as const)(
    'with a token that is certainly none of ours is for Cognito to refuse: %s',
    async (reason) => {
      const { globalSignOut } = world({ token: reason });

      await expect(globalSignOut('token')).resolves.toEqual({ action: 'pass' });
    },
  );

  it('with the token of a machine is for Cognito to refuse: it has no user', async () => {
    const { globalSignOut } = world({ machine: machinePayload(), old: machinePayload({ jti: undefined }) });

    await expect(globalSignOut('machine')).resolves.toEqual({ action: 'pass' });
    await expect(globalSignOut('old')).resolves.toEqual({ action: 'pass' });
  });

  it.each(['malformed_token', 'unknown_key', 'expired', 'wrong_issuer'] as const)(
    'with a token that cannot be taken in is refused, as Cognito may take it: %s',
    async (reason) => {
      const { globalSignOut } = world({ token: reason });

      await expect(globalSignOut('token')).resolves.toEqual({ action: 'refuse', why: 'invalid_token' });
    },
  );

  it('with a genuine token that lacks what the rules read is refused', async () => {
    const { globalSignOut } = world({ token: signedIn({ auth_time: undefined }) });

    await expect(globalSignOut('token')).resolves.toEqual({ action: 'refuse', why: 'invalid_token' });
  });

  it.each([
    ['its session', SESSION_KEY, { kind: 'session' }],
    ['its user', USER_KEY, { kind: 'user', tokensValidAfter: T }],
    ['its client', `${POOL}#client#client-1`, { kind: 'client', tokensValidAfter: T }],
    ['everybody', `${POOL}#pool#${POOL}`, { kind: 'pool', tokensValidAfter: T }],
  ] as const)('with a token that was revoked with %s is refused', async (_, key, revocation) => {
    const { globalSignOut, revocations } = world({ old: signedIn({ origin_jti: undefined }) });
    const audit = { revokedAt: T, initiatedBy: 'user' as const, actor: 'x', reason: 'x', requestId: 'x' };
    await revocations.update(key, () => ({ ...revocation, key, expiresAt: T + 9 }) as never, audit);

    await expect(globalSignOut('access-token')).resolves.toEqual({ action: 'refuse', why: 'revoked_token' });
    const sessionless = await globalSignOut('old');
    expect(sessionless.action).toBe(key === SESSION_KEY ? 'record' : 'refuse');
  });

  it('that could not be decided on or recorded is a fault', async () => {
    const { globalSignOut, record, revocations } = world();
    const decision = await globalSignOut('access-token');
    revocations.fault = DOWN;

    await expect(globalSignOut('access-token')).rejects.toBe(DOWN);
    await expect(record(decision)).rejects.toBe(DOWN);
  });

  it('without a token is refused', async () => {
    const refused = { action: 'refuse', why: 'incomplete' };

    await expect(world().decide({ operation: 'GlobalSignOut' })).resolves.toEqual(refused);
  });
});

describe('RevokeToken', () => {
  it('is recorded for its session', async () => {
    const { revokeToken, record, revocations, userPool } = world();
    const complete = await record(await revokeToken('refresh-1'));
    await complete();

    expect([...revocations.records.keys()]).toEqual([SESSION_KEY]);
    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('revokes the token that replaced it, which nobody else knows', async () => {
    const { revokeToken, record, userPool } = world();
    userPool.rotated.set('refresh-1', 'refresh-1b');
    const complete = await record(await revokeToken('refresh-1'));

    await expect(complete()).resolves.toBe('ended');
    expect(userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-1b']);
  });

  it('has ended at Cognito too if that was dead already', async () => {
    const { revokeToken, record, userPool } = world();
    userPool.rotated.set('refresh-1', 'refresh-1b');
    const complete = await record(await revokeToken('refresh-1'));
    jest.spyOn(userPool, 'revoke').mockResolvedValue('dead');

    await expect(complete()).resolves.toBe('ended');
  });

  it('has not ended at Cognito if that could not be revoked', async () => {
    const { revokeToken, record, userPool } = world();
    userPool.rotated.set('refresh-1', 'refresh-1b');
    const complete = await record(await revokeToken('refresh-1'));
    userPool.isDown = true;

    await expect(complete()).resolves.toBe('as_answered');
  });

  it('of a token that tells nothing is for Cognito to answer', async () => {
    await expect(world().revokeToken('dead')).resolves.toEqual({ action: 'pass' });
  });

  it('of a client that Cognito refuses is for Cognito to answer', async () => {
    const { revokeToken, userPool } = world();
    userPool.confidential.add('refresh-1');

    await expect(revokeToken('refresh-1')).resolves.toEqual({ action: 'pass' });
  });

  it('of a client with token revocation off is for Cognito to answer: no gateway takes its tokens', async () => {
    const { revokeToken, userPool } = world();
    userPool.signIn('refresh-off', undefined);

    await expect(revokeToken('refresh-off')).resolves.toEqual({ action: 'pass' });
  });

  it('of a token that a rotation has replaced is refused: its session may be alive', async () => {
    const { revokeToken, userPool } = world();
    userPool.usedUp.add('refresh-0');

    await expect(revokeToken('refresh-0')).resolves.toEqual({ action: 'refuse', why: 'used_up_token' });
  });

  it('is a fault if the session could not be learned or recorded', async () => {
    const down = world();
    down.userPool.isDown = true;
    await expect(down.revokeToken('refresh-1')).rejects.toMatchObject({ code: 'user_pool_unavailable' });

    const unrecorded = world();
    const decision = await unrecorded.revokeToken('refresh-1');
    unrecorded.revocations.fault = DOWN;
    await expect(unrecorded.record(decision)).rejects.toBe(DOWN);
    await expect(unrecorded.revokeToken('refresh-1')).rejects.toBe(DOWN);
  });

  it.each([{ token: 'refresh-1' }, { client: { clientId: 'client-1' } }])(
    'that lacks something is refused: %j',
    async (call) => {
      const refused = { action: 'refuse', why: 'incomplete' };

      await expect(world().decide({ operation: 'RevokeToken', ...call })).resolves.toEqual(refused);
    },
  );
});

it('RevokeUserSession is refused: what it ends can not be told, so it can not be recorded', async () => {
  await expect(world().decide({ operation: 'RevokeUserSession', accessToken: 'access-token' })).resolves.toEqual({
    action: 'refuse',
    why: 'unknown_session',
  });
});

describe('any operation', () => {
  const jwt = (payload: unknown) => `x.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;
  const OTHER_POOL = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another';

  it.each([
    ['client', { client: { clientId: 'client-9' } }, 'unknown_client'],
    ['user pool', { userPoolId: 'us-east-1_Another' }, 'unknown_user_pool'],
    ['access token', { accessToken: jwt({ iss: OTHER_POOL }) }, 'invalid_token'],
  ] as const)('of another %s is refused, and nothing is asked of Cognito', async (_, call, why) => {
    for (const operation of ['GetUser', 'ChangePassword', 'GlobalSignOut', 'RevokeToken']) {
      const { decide, userPool } = world();

      await expect(decide({ operation, token: 'refresh-1', ...call })).resolves.toEqual({ action: 'refuse', why });
      expect(userPool.calls).toEqual([]);
    }
  });

  it.each([
    ['our own', jwt({ iss: ISSUER })],
    ['our own, by its other issuer', jwt({ iss: `https://issuer-cognito-idp.us-east-1.amazonaws.com/${POOL}` })],
    ['what is no token', 'x'],
    ['what names no issuer', jwt({})],
    ['what is no JSON', 'x.x.x'],
    ['null', jwt(null)],
  ])('with the access token of %s is passed on, if it is no sign-out', async (_, accessToken) => {
    await expect(world().decide({ operation: 'GetUser', accessToken })).resolves.toEqual({ action: 'pass' });
  });
});
