import { RevocationError } from '../../../lambda/core/errors';
import { userKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { createAdmission, type AdmissionEvent } from '../../../lambda/handlers/connections/websocket-admission';
import { InMemoryConnectionRegistry, InMemoryEndingQueue } from '../../fakes/in-memory-connections';
import { connectionOf } from '../../support/connections';
import { event } from '../../support/events';
import { accessPayload } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:abcd1234/v1/$connect';

let world: World;
let registry: InMemoryConnectionRegistry;
let endings: InMemoryEndingQueue;
let token: string;

beforeEach(async () => {
  world = await createWorld();
  registry = new InMemoryConnectionRegistry();
  endings = new InMemoryEndingQueue();
  token = world.token(accessPayload());
});

afterEach(() => world.stop());

interface Options {
  readonly subprotocols?: readonly string[];
  readonly allowQueryToken?: boolean;
}

/** The answer to a request to open a connection. */
async function admit(overrides: Partial<AdmissionEvent> = {}, options: Options = {}) {
  const admission = createAdmission({
    ...world.dependencies,
    registry,
    endings,
    subprotocols: [],
    allowQueryToken: false,
    ...options,
  });
  return admission({
    ...event<AdmissionEvent>('websocket-authorizer', token),
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: {},
    ...overrides,
  });
}

/** Signs the user out, everywhere. */
async function revoke(): Promise<void> {
  const key = userKeyOf(connectionOf());
  const revocation = { kind: 'user' as const, key, expiresAt: 9_999_999_999, tokensValidAfter: 9_999_999_999 };
  const audit = { revokedAt: 1, initiatedBy: 'user' as const, actor: 'a', reason: 'r', requestId: 'q' };
  await world.revocations.update(key, () => revocation, audit);
}

describe('the authorizer of a WebSocket API with a $connect of its own', () => {
  it('registers the connection, and lets it go on to the route, which is told who it is', async () => {
    const payload = accessPayload();
    token = world.token(payload);
    const before = Date.now();

    await expect(admit()).resolves.toMatchObject({
      principalId: 'user-1',
      policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: ARN }] },
      context: { sub: 'user-1', sessionId: 'session-1', sessionKind: 'session', userPoolId: 'us-east-1_Example' },
    });

    const [connection] = [...registry.connections.values()];
    expect(connection).toMatchObject({
      apiId: 'abcd1234',
      stage: 'v1',
      connectionId: 'connection-1',
      sub: 'user-1',
      signedInAt: payload['auth_time'],
      tokenExpiresAt: payload['exp'],
    });
    expect(connection?.registeredAt).toBeGreaterThanOrEqual(before);
  });

  it('counts it as opened, and none that it refuses', async () => {
    await admit();
    await revoke();
    await expect(admit()).rejects.toThrow(/^Unauthorized$/);

    expect(world.telemetry.opened).toHaveLength(1);
  });

  it('has it end when its token expires', async () => {
    await admit();

    expect(endings.messages.map(({ dueAt }) => dueAt)).toEqual([
      [...registry.connections.values()].map(({ tokenExpiresAt }) => tokenExpiresAt * 1000)[0],
    ]);
  });

  it.each<[string, Partial<AdmissionEvent>]>([
    ['no token', { headers: {} }],
    ['a bad one', { headers: { Authorization: 'Bearer x.y.z' } }],
  ])('refuses %s, and registers nothing', async (_, overrides) => {
    await expect(admit(overrides)).rejects.toThrow(/^Unauthorized$/);

    expect(registry.connections.size).toBe(0);
  });

  it('refuses a revoked token, and registers nothing', async () => {
    await revoke();

    await expect(admit()).rejects.toThrow(/^Unauthorized$/);

    expect(registry.connections.size).toBe(0);
    expect(world.telemetry.rejections).toEqual(['revoked']);
  });

  it('refuses what is revoked after it was decided on and before it was registered, and forgets it', async () => {
    const add = registry.add.bind(registry);
    registry.add = async (connection) => {
      await revoke();
      await add(connection);
    };

    await expect(admit()).rejects.toThrow(/^Unauthorized$/);

    expect(registry.connections.size).toBe(0);
    expect(world.telemetry.rejections).toEqual(['revoked']);
  });

  it.each<[string, () => void]>([
    ['registered', () => (registry.fault = new RevocationError('connection_registry_unavailable', 'down'))],
    ['looked up', () => (world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down'))],
  ])('lets nobody in who cannot be %s, and tells the operators but not Lambda’s log of the token', async (_, fail) => {
    fail();

    const refusal = await admit().catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(Error);
    expect(refusal).not.toHaveProperty('message', 'Unauthorized');
    expect(refusal).not.toHaveProperty('cause');
    expect(world.telemetry.faults).toHaveLength(1);
  });

  it('takes the token from the query string only where that is allowed', async () => {
    const query = { headers: {}, queryStringParameters: { access_token: token } };

    await expect(admit(query)).rejects.toThrow(/^Unauthorized$/);
    await expect(admit(query, { allowQueryToken: true })).resolves.toMatchObject({ principalId: 'user-1' });
  });

  it.each<[offered: string | undefined, named: string[], told: string | undefined]>([
    [undefined, ['chat'], undefined],
    ['bearer, {token}', [], 'bearer'],
    ['bearer, {token}', ['chat'], 'bearer'],
    ['chat, Bearer, {token}', ['chat'], 'chat'],
    ['chat, Bearer, {token}', ['other'], 'Bearer'],
  ])('tells the route what to answer one that offers %j, if the app speaks %j: %j', async (offered, named, told) => {
    const headers =
      offered === undefined
        ? { Authorization: token }
        : { 'Sec-WebSocket-Protocol': offered.replace('{token}', token) };

    const answer = await admit({ headers }, { subprotocols: named });
    const context = answer.context ?? {};

    expect(context['subprotocol']).toBe(told);
    expect(Object.keys(context).includes('subprotocol')).toBe(told !== undefined);
    for (const value of Object.values(context)) expect(typeof value).toBe('string');
  });
});
