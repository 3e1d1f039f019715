import { RevocationError } from '../../../lambda/core/errors';
import { sessionKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { endOwnSession, listOwnSessions } from '../../../lambda/core/sessions/own-sessions';
import { registerSession } from '../../../lambda/core/sessions/register-session';
import { parsePage } from '../../../lambda/core/sessions/session-parameters';
import { sessionNamed } from '../../support/claims';
import { machinePayload } from '../../support/tokens';
import { createSessionWorld, NOW, REFRESH_TOKEN_VALIDITY, tokenOf, USER } from './world';

let world: ReturnType<typeof createSessionWorld>;

beforeEach(async () => {
  world = createSessionWorld();
  for (const id of ['phone', 'laptop']) await register(id);
});

async function register(sessionId: string): Promise<void> {
  const parsed = { ok: true, label: undefined } as const;
  await registerSession({ token: tokenOf(sessionId), parsed, device: {}, requestId: 'request-0' }, world.dependencies);
}

const end = (sessionId: string, token: string | undefined = tokenOf('laptop')) =>
  endOwnSession({ token, sessionId, requestId: 'request-1' }, world.dependencies);
const list = (token: string | undefined) =>
  listOwnSessions({ token, page: parsePage(undefined, undefined) }, world.dependencies);
const recordOf = (id: string) => world.revocations.records.get(sessionKeyOf({ ...USER, session: sessionNamed(id) }));
const MACHINE = JSON.stringify(machinePayload({ exp: NOW + 3600 }));

describe('ending one of the own sessions', () => {
  it('records it for as long as its refresh token may live, which may be as young as now, and says who asked', async () => {
    await expect(end('phone')).resolves.toEqual({
      outcome: 'partial',
      scope: 'session',
      signedOutAt: NOW,
      unfinished: ['refresh_token'],
    });

    expect(recordOf('phone')).toEqual({
      revocation: expect.objectContaining({
        kind: 'session',
        expiresAt: NOW + REFRESH_TOKEN_VALIDITY + 86_400 + 300,
      }) as unknown,
      audit: {
        initiatedBy: 'user',
        actor: 'user-1',
        reason: 'sign-out session',
        requestId: 'request-1',
        revokedAt: NOW,
        sub: 'user-1',
        clientId: 'client-1',
      },
    });
    expect(recordOf('laptop')).toBeUndefined();
  });

  it('is the same again, and writes nothing', async () => {
    await end('phone');
    const { writes } = world.revocations;

    await expect(end('phone')).resolves.toMatchObject({ outcome: 'partial' });
    expect(world.revocations.writes).toBe(writes);
  });

  it('may be the one that asks, registered or not', async () => {
    await expect(end('laptop')).resolves.toMatchObject({ outcome: 'partial' });
    await expect(end('tablet', tokenOf('tablet'))).resolves.toMatchObject({ outcome: 'partial' });

    expect(recordOf('laptop')).toBeDefined();
    expect(recordOf('tablet')).toBeDefined();
    expect(world.registry.kept.size).toBe(2);
  });

  it.each(['theirs', 'nobody', '', 'x'.repeat(257), 'phone#', '../phone', 'ph\0ne', 'ph\ud800ne'])(
    'is none of the own, and nothing is recorded: %j',
    async (id) => {
      const token = tokenOf('theirs', 60, { sub: 'user-2' });
      const parsed = { ok: true, label: undefined } as const;
      await registerSession({ token, parsed, device: {}, requestId: 'request-0' }, world.dependencies);

      await expect(end(id)).resolves.toEqual({ outcome: 'unknown_session' });
      expect(world.revocations.records.size).toBe(0);
    },
  );

  it('is for those whose own session is alive', async () => {
    await end('laptop');

    await expect(end('phone')).resolves.toEqual({ outcome: 'invalid_token', reason: 'revoked' });
    await expect(
      endOwnSession({ token: undefined, sessionId: 'phone', requestId: 'r' }, world.dependencies),
    ).resolves.toEqual({
      outcome: 'invalid_token',
      reason: 'missing_token',
    });
    await expect(end('phone', MACHINE)).resolves.toMatchObject({ outcome: 'invalid_request' });
    expect(recordOf('phone')).toBeUndefined();
  });

  it('is a fault if it could not be recorded', async () => {
    const fault = new RevocationError('revocation_store_unavailable', 'no');
    world.revocations.update = () => Promise.reject(fault);

    await expect(end('phone')).rejects.toBe(fault);
  });

  it('is a fault if it can not be known whose session it is', async () => {
    const fault = new RevocationError('session_registry_unavailable', 'no');
    world.registry.fault = fault;

    await expect(end('phone')).rejects.toBe(fault);
  });

  it('has been done although the registry could not be tidied', async () => {
    world.registry.unlistFault = new RevocationError('session_registry_unavailable', 'no');

    await expect(end('phone')).resolves.toMatchObject({ outcome: 'partial' });
    expect(recordOf('phone')).toBeDefined();
  });
});

describe('listing the own sessions', () => {
  it('tells which is the one that asks', async () => {
    await expect(list(tokenOf('phone'))).resolves.toMatchObject({
      outcome: 'listed',
      currentSessionId: 'phone',
      list: { sessions: [{ sessionId: 'phone' }, { sessionId: 'laptop' }], next: undefined },
    });
  });

  it('is for those whose own session is alive', async () => {
    await end('laptop');

    await expect(list(tokenOf('laptop'))).resolves.toEqual({ outcome: 'invalid_token', reason: 'revoked' });
    await expect(list(undefined)).resolves.toEqual({ outcome: 'invalid_token', reason: 'missing_token' });
    await expect(list(MACHINE)).resolves.toMatchObject({ outcome: 'invalid_request' });
  });

  it('tells of a bad request after a bad token', async () => {
    const page = parsePage('0', undefined);

    await expect(listOwnSessions({ token: undefined, page }, world.dependencies)).resolves.toMatchObject({
      outcome: 'invalid_token',
    });
    await expect(listOwnSessions({ token: tokenOf('phone'), page }, world.dependencies)).resolves.toMatchObject({
      outcome: 'invalid_request',
    });
  });
});
