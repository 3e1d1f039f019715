import type { ForwardedRequest } from '../../../lambda/adapters/cognito/endpoint';
import { USER_AGENT } from '../../../lambda/events';
import { createCognitoProxy } from '../../../lambda/handlers/proxy/cognito-proxy';
import { event } from '../../support/events';
import { accessPayload, machinePayload, POOL } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type ProxyEvent = Parameters<ReturnType<typeof createCognitoProxy>>[0];

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.stop();
});

/** The user agent that Cognito, and so CloudTrail, is told. */
async function userAgentOf(operation: string, body: object, userAgent?: string): Promise<string | undefined> {
  const asked: ForwardedRequest[] = [];
  const proxy = createCognitoProxy({
    ...world.dependencies,
    callerVerifier: world.dependencies.verifier,
    userPoolId: POOL,
    userPoolClientIds: ['client-1', 'client-2'],
    forward: (request) => {
      asked.push(request);
      return Promise.resolve({ statusCode: 200, body: '{}' });
    },
  });
  const headers = {
    'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    ...(userAgent !== undefined && { 'user-agent': userAgent }),
  };
  await proxy({ ...event<ProxyEvent>('http-sign-out'), headers, body: JSON.stringify(body) });
  expect(asked).toHaveLength(1);
  return asked[0]?.headers['user-agent'];
}

describe('what the proxy asks of Cognito', () => {
  it('is told apart as our own call if it has been recorded: CloudTrail’s record of it is no news', async () => {
    const AccessToken = world.token(accessPayload());

    expect(await userAgentOf('GlobalSignOut', { AccessToken }, 'app/1')).toBe(`${USER_AGENT} app/1`);
    expect(world.revocations.records.size).toBe(1);
  });

  it('is told apart too if the caller did not say what it is', async () => {
    const AccessToken = world.token(accessPayload());

    expect(await userAgentOf('GlobalSignOut', { AccessToken })).toBe(USER_AGENT);
  });

  it('is passed on as it came if nothing has been recorded', async () => {
    const AccessToken = world.token(machinePayload());
    expect(await userAgentOf('GlobalSignOut', { AccessToken }, 'app/1')).toBe('app/1');
    expect(await userAgentOf('RevokeToken', { Token: 'x', ClientId: 'client-1' }, 'app/1')).toBe('app/1');
    expect(await userAgentOf('InitiateAuth', {}, 'app/1')).toBe('app/1');
    expect(world.revocations.records.size).toBe(0);
  });
});

it('gives Cognito the time that it may take for its triggers, and less where a sign-out has steps of its own', async () => {
  const timeouts: number[] = [];
  const proxy = createCognitoProxy({
    ...world.dependencies,
    callerVerifier: world.dependencies.verifier,
    forward: ({ timeout }) => {
      timeouts.push(timeout);
      return Promise.resolve({ statusCode: 200, body: '{}' });
    },
  });
  const body = JSON.stringify({ AccessToken: world.token(accessPayload()) });
  for (const operation of ['GetUser', 'GlobalSignOut']) {
    const headers = { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` };
    await proxy({ ...event<ProxyEvent>('http-sign-out'), headers, body });
  }

  // API Gateway waits for 30 s, and the function has 29.
  expect(timeouts).toEqual([27_000, 8000]);
});
