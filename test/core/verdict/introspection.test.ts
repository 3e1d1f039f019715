import { RevocationError } from '../../../lambda/core/errors';
import type { Verification } from '../../../lambda/core/token/verification';
import { introspect, type IntrospectionDependencies } from '../../../lambda/core/verdict/introspection';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { accessPayload } from '../../support/tokens';

const NOW = 1_800_000_000;
const AUDIT = { revokedAt: NOW, initiatedBy: 'user' as const, actor: 'user-1', reason: 'test', requestId: 'request-1' };

function world(payload = accessPayload({ auth_time: NOW - 60, iat: NOW - 60, exp: NOW + 3600 })) {
  const verification: Verification = { genuine: true, payload };
  const revocations = new InMemoryRevocationStore();
  const verify = jest.fn((): Promise<Verification> => Promise.resolve(verification));
  const clock = new StandingClock(NOW * 1000);
  const dependencies: IntrospectionDependencies = {
    verifier: { verify },
    findRevocations: createRevocationLookup(revocations, clock),
    clock,
  };
  return { dependencies, revocations, verify, clock };
}

describe('introspect', () => {
  it('accepts a genuine token that nothing revokes', async () => {
    const { dependencies } = world();

    await expect(introspect('token', dependencies)).resolves.toMatchObject({
      active: true,
      claims: { sub: 'user-1', session: { kind: 'session', id: 'session-1' } },
    });
  });

  it('does nothing about a request without a token', async () => {
    const { dependencies, verify, revocations } = world();

    await expect(introspect(undefined, dependencies)).resolves.toEqual({ active: false, reason: 'missing_token' });
    expect(verify).not.toHaveBeenCalled();
    expect(revocations.finds).toBe(0);
  });

  it('does not read the table for a token that is not genuine', async () => {
    const { dependencies, verify, revocations } = world();
    verify.mockResolvedValue({ genuine: false, reason: 'bad_signature' });

    await expect(introspect('token', dependencies)).resolves.toEqual({ active: false, reason: 'bad_signature' });
    expect(revocations.finds).toBe(0);
  });

  it('does not read the table for a token whose claims no rule can read', async () => {
    const { dependencies, revocations } = world(accessPayload({ auth_time: '1800000000' }));

    await expect(introspect('token', dependencies)).resolves.toEqual({ active: false, reason: 'malformed_claims' });
    expect(revocations.finds).toBe(0);
  });

  it('rejects a token that could never be revoked', async () => {
    const { dependencies } = world(accessPayload({ origin_jti: undefined, jti: undefined }));

    await expect(introspect('token', dependencies)).resolves.toEqual({ active: false, reason: 'not_revocable' });
  });

  it.each([
    [-1, true],
    [0, false],
    [1, false],
  ])('looks at the expiry by its own clock: %i ms after it', async (after, active) => {
    const { dependencies, clock } = world();
    clock.time = (NOW + 3600) * 1000 + after;

    await expect(introspect('token', dependencies)).resolves.toMatchObject({ active });
  });

  it.each([
    ['its session', { kind: 'session', key: 'us-east-1_Example#session#session-1', expiresAt: 1 }],
    ['its user', { kind: 'user', key: 'us-east-1_Example#user#user-1', expiresAt: 1, tokensValidAfter: NOW }],
  ] as const)('rejects a token if %s is revoked, and knows whose it is', async (_, revocation) => {
    const { dependencies, revocations } = world();
    await revocations.update(revocation.key, () => revocation, AUDIT);

    await expect(introspect('token', dependencies)).resolves.toMatchObject({
      active: false,
      reason: 'revoked',
      claims: { sub: 'user-1' },
    });
  });

  it('accepts a token if only others are revoked', async () => {
    const { dependencies, revocations } = world();
    for (const key of ['us-east-1_Example#session#session-2', 'us-east-1_Other#session#session-1']) {
      await revocations.update(key, () => ({ kind: 'session', key, expiresAt: 1 }), AUDIT);
    }

    await expect(introspect('token', dependencies)).resolves.toMatchObject({ active: true });
  });

  it('reads all keys in one call', async () => {
    const { dependencies, revocations } = world();

    await introspect('token', dependencies);

    expect(revocations.finds).toBe(1);
  });

  it('throws if the table cannot be read: neither active nor revoked', async () => {
    const { dependencies, revocations } = world();
    revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(introspect('token', dependencies)).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
  });

  it('throws if the keys cannot be fetched', async () => {
    const { dependencies, verify } = world();
    verify.mockRejectedValue(new RevocationError('signing_keys_unavailable', 'down'));

    await expect(introspect('token', dependencies)).rejects.toMatchObject({ code: 'signing_keys_unavailable' });
  });
});
