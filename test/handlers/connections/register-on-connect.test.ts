import { RevocationError } from '../../../lambda/core/errors';
import type { SessionRevocation } from '../../../lambda/core/revocation/revocation';
import { sessionKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { mayOpen } from '../../../lambda/handlers/connections/register-on-connect';
import { createAdmission, type AdmissionEvent } from '../../../lambda/handlers/connections/websocket-admission';
import { createConnect } from '../../../lambda/handlers/connections/websocket-connect';
import { webSocketContextOf } from '../../../lambda/handlers/connections/websocket-context';
import { InMemoryConnectionRegistry, InMemoryEndingQueue } from '../../fakes/in-memory-connections';
import { InMemorySessionRegistry } from '../../fakes/in-memory-session-registry';
import { claimsOf, machineClaims } from '../../support/claims';
import { connectionOf } from '../../support/connections';
import { event } from '../../support/events';
import { accessPayload } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

const CLIENT = { requestId: 'request-1', identity: { sourceIp: '192.0.2.1', userAgent: 'Browser' } };
const FAULT = new RevocationError('session_registry_unavailable', 'no');

let world: World;
let sessions: InMemorySessionRegistry;

beforeEach(async () => {
  [world, sessions] = [await createWorld(), new InMemorySessionRegistry()];
});

afterEach(() => world.stop());

function registration(maxSessions?: number, keepsDevices = true) {
  return { ...world.dependencies, registry: sessions, maxSessions, keepsDevices };
}

const registered = () => [...sessions.kept.values()].map(({ session }) => session);

function connect(claims = claimsOf(), maxSessions?: number) {
  const connections = new InMemoryConnectionRegistry();
  const handler = createConnect({
    ...world.dependencies,
    registry: connections,
    endings: new InMemoryEndingQueue(),
    subprotocols: [],
    registration: registration(maxSessions),
  });
  const { apiId, stage, connectionId } = connectionOf();
  const opening = { ...CLIENT, apiId, stage, connectionId, eventType: 'CONNECT' as const };
  const answer = handler({ requestContext: { ...opening, authorizer: webSocketContextOf(claims) } });
  return { answer, connections };
}

/** Claims of a session whose token lives. */
function livingClaims(sessionId: string, signedInAt: number) {
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  return claimsOf({ session: { kind: 'session', id: sessionId }, signedInAt, expiresAt });
}

describe('a WebSocket that opens, where its session is to be registered', () => {
  it('registers it, with what API Gateway tells of the client', async () => {
    const { answer, connections } = connect(livingClaims('session-1', 1_800_000_000));

    await expect(answer).resolves.toEqual({ statusCode: 200 });
    expect(registered()).toMatchObject([
      {
        sub: 'user-1',
        sessionId: 'session-1',
        signedInAt: 1_800_000_000,
        userAgent: 'Browser',
        ipAddress: '192.0.2.1',
      },
    ]);
    expect(connections.connections.size).toBe(1);
  });

  it('does not open for the one session more than the owner allows, and leaves no connection behind', async () => {
    await connect(livingClaims('newer', 1_800_000_010), 1).answer;

    const { answer, connections } = connect(livingClaims('older', 1_800_000_000), 1);

    await expect(answer).resolves.toEqual({ statusCode: 401 });
    expect(connections.connections.size).toBe(0);
    expect(world.telemetry.rejections).toEqual(['revoked']);
  });

  it('does not open where the session could not be registered', async () => {
    sessions.fault = FAULT;
    const { answer, connections } = connect(livingClaims('session-1', 1_800_000_000));

    await expect(answer).resolves.toEqual({ statusCode: 500 });
    expect(connections.connections.size).toBe(0);
    expect(world.telemetry.faults).toEqual([FAULT]);
  });

  it('registers it by the authorizer where $connect is not ours', async () => {
    const token = world.token(accessPayload());
    const connections = new InMemoryConnectionRegistry();
    const admission = createAdmission({
      ...world.dependencies,
      registry: connections,
      endings: new InMemoryEndingQueue(),
      subprotocols: [],
      allowQueryToken: false,
      registration: registration(),
    });
    const golden = event<AdmissionEvent>('websocket-authorizer', token);
    const opening = { ...golden, headers: { Authorization: `Bearer ${token}` }, multiValueHeaders: {} };

    await expect(admission(opening)).resolves.toMatchObject({ principalId: 'user-1' });
    expect(registered()).toMatchObject([{ sessionId: 'session-1' }]);
    const key = sessionKeyOf({ userPoolId: claimsOf().userPoolId, session: claimsOf().session });
    const audit = { revokedAt: 1, initiatedBy: 'user' as const, actor: 'a', reason: 'r', requestId: 'q' };
    sessions.afterRegistration = async () => {
      const revocation: SessionRevocation = { kind: 'session', key, expiresAt: 9_999_999_999 };
      await world.revocations.update(key, () => revocation, audit);
    };

    await expect(admission(opening)).rejects.toThrow(/^Unauthorized$/);
  });
});

describe('registering on connect', () => {
  const connection = connectionOf();

  it('is of sign-ins only: machines have no session', async () => {
    const machine = { ...connection, session: machineClaims().session };

    await expect(mayOpen(machine, CLIENT, registration(1))).resolves.toBe(true);
    expect(registered()).toEqual([]);
  });

  it('is done by nobody where the owner does not want it', async () => {
    await expect(mayOpen(connection, CLIENT, undefined)).resolves.toBe(true);
  });

  it.each([
    ['where the owner wants no devices kept', CLIENT.identity, false],
    ['where API Gateway tells of none', null, true],
    ['where it tells of nothing', { sourceIp: null, userAgent: null }, true],
  ])('keeps no device %s', async (__, identity, keepsDevices) => {
    await mayOpen(connection, { requestId: 'request-1', identity }, registration(undefined, keepsDevices));

    const [session] = registered();
    expect(session).toMatchObject({ sessionId: 'session-1' });
    expect(session).not.toHaveProperty('userAgent');
    expect(session).not.toHaveProperty('ipAddress');
  });
});
