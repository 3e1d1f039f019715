import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ENVIRONMENT, FUNCTIONS, USER_AGENT } from '../../lambda/contract';
import { signOutDependencies } from '../../lambda/handlers/composition';

describe('a function', () => {
  const load = (name: string) => jest.requireActual<{ handler: unknown }>(`../../lambda/handlers/${name}`);
  const variables = { ...process.env };

  beforeEach(() => {
    jest.resetModules();
  });

  afterEach(() => {
    process.env = { ...variables };
  });

  it.each(FUNCTIONS)('%s starts with its environment', (name) => {
    expect(load(name).handler).toBeInstanceOf(Function);
  });

  const withoutTable = ['session', 'end-subscriptions', 'end-late-subscriptions'];

  it.each(FUNCTIONS.filter((name) => !withoutTable.includes(name)))(
    '%s refuses to start without, naming it',
    (name) => {
      process.env[ENVIRONMENT.revocationTableName] = '';

      expect(() => load(name)).toThrow('REVOCATION_TABLE_NAME is missing or empty');
    },
  );

  it.each(['end-subscriptions', 'end-late-subscriptions'])('%s refuses to start with nothing to protect', (name) => {
    process.env[ENVIRONMENT.subscriptionFields] = '';

    expect(() => load(name)).toThrow('SUBSCRIPTION_FIELDS is missing or empty');
  });

  it('end-subscriptions refuses to start without its queue, naming it', () => {
    process.env[ENVIRONMENT.lateSubscriptionsQueueUrl] = '';

    expect(() => load('end-subscriptions')).toThrow('LATE_SUBSCRIPTIONS_QUEUE_URL is missing or empty');
  });

  it('session refuses to start without, naming it', () => {
    process.env[ENVIRONMENT.allowedOrigins] = '';

    expect(() => load('session')).toThrow('ALLOWED_ORIGINS is missing or empty');
  });
});

describe('a call to Cognito', () => {
  it('carries the user agent by which CloudTrail tells our calls apart, signed or not', async () => {
    const userAgents: (string | undefined)[] = [];
    const cognito = createServer((request, response) => {
      userAgents.push(request.headers['user-agent']);
      request.resume();
      response.end('{}');
    });
    await new Promise<void>((resolve) => cognito.listen(0, '127.0.0.1', resolve));
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] =
      `http://127.0.0.1:${String((cognito.address() as AddressInfo).port)}`;

    const { userPool } = signOutDependencies();
    await userPool.globalSignOut('somebody');
    await userPool.refresh('refresh-1', { clientId: 'client-1' });
    await userPool.revoke('refresh-1', { clientId: 'client-1' });
    delete process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'];
    cognito.closeAllConnections();
    await new Promise((resolve) => cognito.close(resolve));

    expect(userAgents).toHaveLength(3);
    for (const userAgent of userAgents) expect(userAgent?.split(' ')).toContain(USER_AGENT);
  });
});
