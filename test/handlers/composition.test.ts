import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ENVIRONMENT } from '../../lambda/contract';
import { FUNCTIONS, type FunctionName } from '../../lambda/functions';
import { USER_AGENT } from '../../lambda/events';
import { signOutDependencies } from '../../lambda/handlers/sign-out/composition';
import { loadHandler } from '../support/handlers';

describe('a function', () => {
  const variables = { ...process.env };

  beforeEach(() => {
    jest.resetModules();
  });

  afterEach(() => {
    process.env = { ...variables };
  });

  it.each(FUNCTIONS)('%s starts with its environment', (name) => {
    expect(loadHandler(name)).toBeInstanceOf(Function);
  });

  const NEEDED: Partial<Record<FunctionName, string>> = {
    session: ENVIRONMENT.allowedOrigins,
    'logout-done': ENVIRONMENT.userPoolClientIds,
    discovery: ENVIRONMENT.signOutApiUrl,
    'global-token-revocation': ENVIRONMENT.identityProviders,
    'backchannel-logout': ENVIRONMENT.identityProviders,
    'websocket-disconnect': ENVIRONMENT.connectionTableName,
    'websocket-echo': ENVIRONMENT.executeApiDomain,
    'hand-on-revocations': ENVIRONMENT.followers,
    'publish-revocations': ENVIRONMENT.eventBusName,
    'end-connections': ENVIRONMENT.revocationQueueUrl,
    'end-due-connections': ENVIRONMENT.endingQueueUrl,
    'end-subscriptions': ENVIRONMENT.lateSubscriptionsQueueUrl,
    'end-late-subscriptions': ENVIRONMENT.subscriptionFields,
  };

  const KNOWS_SESSIONS: FunctionName[] = [
    'register-session',
    'list-sessions',
    'end-session',
    'appsync-sessions',
    'admin-sessions',
  ];

  it.each(KNOWS_SESSIONS)('%s refuses to start without a table of sessions', (name) => {
    process.env[ENVIRONMENT.sessionTableName] = '';

    expect(() => loadHandler(name)).toThrow(`${ENVIRONMENT.sessionTableName} is missing or empty`);
  });

  it.each(['cognito-proxy', 'websocket-connect', 'websocket-admission'] as const)(
    '%s starts with one, and without: then it registers no sessions',
    (name) => {
      expect(loadHandler(name)).toBeInstanceOf(Function);
      process.env[ENVIRONMENT.sessionTableName] = '';
      process.env[ENVIRONMENT.sessionDevices] = '';
      jest.resetModules();

      expect(loadHandler(name)).toBeInstanceOf(Function);
    },
  );

  it.each(FUNCTIONS)('%s refuses to start without, naming it', (name) => {
    const variable = NEEDED[name] ?? ENVIRONMENT.revocationTableName;
    process.env[variable] = '';

    expect(() => loadHandler(name)).toThrow(`${variable} is missing or empty`);
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
    await userPool.globalSignOutBySub('somebody');
    await userPool.refresh('refresh-1', { clientId: 'client-1' });
    await userPool.revoke('refresh-1', { clientId: 'client-1' });
    delete process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'];
    cognito.closeAllConnections();
    await new Promise((resolve) => cognito.close(resolve));

    expect(userAgents).toHaveLength(4);
    for (const userAgent of userAgents) expect(userAgent?.split(' ')).toContain(USER_AGENT);
  });
});
