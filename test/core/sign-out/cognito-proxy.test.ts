import {
  proxyGlobalSignOut,
  proxyRevokeToken,
  type CognitoProxyDependencies,
} from '../../../lambda/core/sign-out/cognito-proxy';
import { RevocationError } from '../../../lambda/core/errors';
import type { Verification } from '../../../lambda/core/ports';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { accessPayload, machinePayload, POOL } from '../../support/tokens';

const T = 1_800_000_000;
const USER_KEY = `${POOL}#user#user-1`;
const SESSION_KEY = `${POOL}#session#session-1`;

function world() {
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  userPool.refreshTokens.set('refresh-1', 'session-1');
  const clock = new StandingClock(T * 1000 + 250);
  const payloads: Record<string, Record<string, unknown>> = {
    'access-token': accessPayload({ auth_time: T - 60, iat: T - 60, exp: T + 3600 }),
    'machine-token': machinePayload({ iat: T - 60, exp: T + 3600 }),
  };
  const verify = (token: string): Promise<Verification> => {
    const payload = payloads[token];
    return Promise.resolve(payload === undefined ? { genuine: false, reason: 'expired' } : { genuine: true, payload });
  };
  const dependencies: CognitoProxyDependencies = {
    verifier: { verify },
    findRevocations: createRevocationLookup(revocations, clock),
    revocations,
    userPool,
    clock,
    userPoolId: POOL,
    userPoolClientIds: ['client-1'],
    refreshTokenValidity: 86_400,
  };
  const recorded: number[] = [];
  const forward = jest.fn((isRecorded: boolean) => {
    expect(isRecorded).toBe(revocations.records.size > 0);
    recorded.push(revocations.records.size);
    return Promise.resolve("Cognito's answer");
  });
  return { dependencies, forward, recorded, revocations, userPool, clock };
}

describe('GlobalSignOut', () => {
  const ask = ({ dependencies, forward }: ReturnType<typeof world>, token = 'access-token') =>
    proxyGlobalSignOut(token, 'request-1', forward, dependencies);

  it('is recorded before Cognito is asked, and answered in the next second', async () => {
    const it = world();

    await expect(ask(it)).resolves.toBe("Cognito's answer");
    expect(it.recorded).toEqual([1]);
    expect(it.revocations.records.get(USER_KEY)?.revocation).toMatchObject({ tokensValidAfter: T });
    expect(it.clock.waits).toEqual([(T + 1) * 1000 + 100]);
  });

  it.each(['expired', 'machine-token'])(
    'with a token that names no session is for Cognito to answer: %s',
    async (token) => {
      const it = world();

      await expect(ask(it, token)).resolves.toBe("Cognito's answer");
      expect(it.revocations.records.size).toBe(0);
    },
  );

  it('with a revoked token is refused, and nothing is asked of Cognito', async () => {
    const it = world();
    await ask(it);
    it.forward.mockClear();

    await expect(ask(it)).resolves.toBe('revoked');
    expect(it.forward).not.toHaveBeenCalled();
  });

  it('that could not be recorded is a fault, and nothing is asked of Cognito', async () => {
    const it = world();
    jest.spyOn(it.revocations, 'update').mockRejectedValue(new RevocationError('revocation_store_unavailable', 'down'));

    await expect(ask(it)).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
    expect(it.forward).not.toHaveBeenCalled();
  });
});

describe('RevokeToken', () => {
  const ask = ({ dependencies, forward }: ReturnType<typeof world>, token = 'refresh-1', clientId = 'client-1') =>
    proxyRevokeToken(token, { clientId }, 'request-1', forward, dependencies);

  it('is recorded for its session before Cognito is asked', async () => {
    const it = world();

    await expect(ask(it)).resolves.toBe("Cognito's answer");
    expect(it.recorded).toEqual([1]);
    expect([...it.revocations.records.keys()]).toEqual([SESSION_KEY]);
    expect(it.userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('revokes the token that replaced it, which nobody else knows', async () => {
    const it = world();
    it.userPool.rotated.set('refresh-1', 'refresh-1b');
    await ask(it);

    expect(it.userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-1b']);
    expect(it.forward).toHaveBeenCalledTimes(1);
  });

  it('of a token that tells nothing is for Cognito to answer', async () => {
    const it = world();

    await expect(ask(it, 'dead')).resolves.toBe("Cognito's answer");
    expect(it.revocations.records.size).toBe(0);
  });

  it('of a client that is not ours is for Cognito alone', async () => {
    const it = world();

    await expect(ask(it, 'refresh-1', 'client-9')).resolves.toBe("Cognito's answer");
    expect(it.userPool.calls).toEqual([]);
  });

  it('is a fault if the session could not be learned or recorded: nothing is asked of Cognito', async () => {
    const down = world();
    down.userPool.isDown = true;
    await expect(ask(down)).rejects.toMatchObject({ code: 'user_pool_unavailable' });

    const unrecorded = world();
    unrecorded.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');
    await expect(ask(unrecorded)).rejects.toBe(unrecorded.revocations.fault);

    expect(down.forward).not.toHaveBeenCalled();
    expect(unrecorded.forward).not.toHaveBeenCalled();
  });
});
