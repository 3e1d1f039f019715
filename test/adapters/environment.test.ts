import {
  readAllowQueryToken,
  readAllowedOrigins,
  readAuthorizerEnvironment,
  readDiscoveryEnvironment,
  readLogoutEnvironment,
  readLogoutReturnEnvironment,
  readCredentials,
  readCognito,
  readDeployment,
  readDynamoDb,
  readRememberVerifiedTokens,
  readSignOutEnvironment,
  readSignOutEventsEnvironment,
} from '../../lambda/adapters/environment';
import {
  readEndSubscriptionsEnvironment,
  readLateSubscriptionsQueueUrl,
  readConnectEnvironment,
  readConnectionTableName,
  readEndingEnvironment,
  readGatewayEnvironment,
} from '../../lambda/adapters/environment/connections';
import {
  readOptionalSessionsEnvironment,
  readRefreshTokenValidity,
  readSessionsEnvironment,
} from '../../lambda/adapters/environment/sessions';

const VARIABLES = {
  USER_POOL_ID: 'us-east-1_Example',
  USER_POOL_CLIENT_IDS: 'client-1,client-2',
  ACCEPTED_TOKEN_USE: 'access,id',
  REVOCATION_TABLE_NAME: 'revocations',
  REFRESH_TOKEN_VALIDITY_SECONDS: '2592000',
  ALLOWED_ORIGINS: 'https://a.example,https://b.example',
  SIGN_OUT_ROLE_ARNS: 'arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b',
  SESSION_EVENTS: 'ignore',
  AWS_REGION: 'eu-central-1',
};

describe('the environment', () => {
  it('is read, and typed', () => {
    expect(readSignOutEnvironment(VARIABLES)).toEqual({
      userPoolId: 'us-east-1_Example',
      userPoolClientIds: ['client-1', 'client-2'],
      acceptedTokenUse: ['access', 'id'],
      revocationTableName: 'revocations',
      cognitoEndpoint: undefined,
      dynamoDbEndpoint: 'https://dynamodb.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      refreshTokenValidity: 2_592_000,
    });
    expect(readAllowedOrigins(VARIABLES)).toEqual(['https://a.example', 'https://b.example']);
  });

  it.each([
    [undefined, true],
    ['', true],
    ['true', true],
    ['false', false],
  ])('remembers verified tokens unless it says not to: %p', (value, expected) => {
    expect(readRememberVerifiedTokens({ REMEMBER_VERIFIED_TOKENS: value })).toBe(expected);
  });

  it('does not guess whether verified tokens are remembered', () => {
    expect(() => readRememberVerifiedTokens({ REMEMBER_VERIFIED_TOKENS: 'no' })).toThrow(
      'REMEMBER_VERIFIED_TOKENS must be one of: false, true',
    );
  });

  it.each([undefined, ''])('names the variable that is %p', (value) => {
    for (const name of [
      'USER_POOL_ID',
      'USER_POOL_CLIENT_IDS',
      'ACCEPTED_TOKEN_USE',
      'REVOCATION_TABLE_NAME',
      'AWS_REGION',
    ]) {
      expect(() => readAuthorizerEnvironment({ ...VARIABLES, [name]: value })).toThrow(`${name} is missing or empty`);
    }
    expect(() => readSignOutEnvironment({ ...VARIABLES, REFRESH_TOKEN_VALIDITY_SECONDS: value })).toThrow(
      'REFRESH_TOKEN_VALIDITY_SECONDS is missing or empty',
    );
    expect(() => readAllowedOrigins({ ALLOWED_ORIGINS: value })).toThrow('ALLOWED_ORIGINS is missing or empty');
  });

  it('names all that are wrong at once, with a stable code', () => {
    const read = () => readSignOutEnvironment({ REFRESH_TOKEN_VALIDITY_SECONDS: '1d' });

    expect(read).toThrow(
      expect.objectContaining({
        code: 'invalid_configuration',
        message: expect.stringMatching(
          /USER_POOL_ID.*USER_POOL_CLIENT_IDS.*ACCEPTED_TOKEN_USE.*REVOCATION_TABLE_NAME.*REFRESH_TOKEN_VALIDITY_SECONDS/,
        ) as string,
      }) as Error,
    );
  });

  it('asks an authorizer for nothing that only a sign-out needs', () => {
    const { REFRESH_TOKEN_VALIDITY_SECONDS, ALLOWED_ORIGINS, ...variables } = VARIABLES;
    expect([REFRESH_TOKEN_VALIDITY_SECONDS, ALLOWED_ORIGINS]).toHaveLength(2);

    expect(() => readAuthorizerEnvironment(variables)).not.toThrow();
  });

  it.each(['refresh', 'access,refresh', 'ACCESS', 'access,', ','])('refuses the token use %p', (value) => {
    expect(() => readAuthorizerEnvironment({ ...VARIABLES, ACCEPTED_TOKEN_USE: value })).toThrow('ACCEPTED_TOKEN_USE');
  });

  it.each(['a,,b', ',a', 'a,'])('refuses the clients %p', (value) => {
    expect(() => readAuthorizerEnvironment({ ...VARIABLES, USER_POOL_CLIENT_IDS: value })).toThrow(
      'USER_POOL_CLIENT_IDS has an empty item',
    );
  });

  it.each(['0', '-1', '1.5', '1e3', ' 60', 'NaN'])('refuses %p seconds', (value) => {
    expect(() => readSignOutEnvironment({ ...VARIABLES, REFRESH_TOKEN_VALIDITY_SECONDS: value })).toThrow(
      'REFRESH_TOKEN_VALIDITY_SECONDS must be a whole number of seconds',
    );
  });

  it.each([
    ['cognitoEndpoint', 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', undefined],
    ['dynamoDbEndpoint', 'AWS_ENDPOINT_URL_DYNAMODB', 'https://dynamodb.eu-central-1.amazonaws.com'],
  ] as const)("takes the %s from the AWS SDKs' own variables, the service's first", (name, ofService, byDefault) => {
    const endpointOf = (variables: Record<string, string>) =>
      readAuthorizerEnvironment({ ...VARIABLES, ...variables })[name];

    expect(endpointOf({ AWS_ENDPOINT_URL: 'https://localhost:4566/' })).toBe('https://localhost:4566');
    expect(endpointOf({ AWS_ENDPOINT_URL: 'http://localhost:8000', [ofService]: 'https://localhost:4567' })).toBe(
      'https://localhost:4567',
    );
    expect(endpointOf({ AWS_ENDPOINT_URL: '' })).toBe(byDefault);
    const more = ['http://me:secret@localhost', 'http://me@localhost', 'http://localhost/?a', 'http://localhost/#a'];
    for (const wrong of ['localhost', 'localhost:4566', 'ftp://localhost', 'http://', ...more]) {
      expect(() => endpointOf({ AWS_ENDPOINT_URL: wrong })).toThrow(
        'AWS_ENDPOINT_URL must be a URL, of http or https, without user, query and fragment',
      );
    }
  });

  it('holds the credentials, of which only temporary ones have a session token', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };

    expect(readCredentials({ ...keys, AWS_SESSION_TOKEN: 'session' })).toEqual({
      ...credentials,
      sessionToken: 'session',
    });
    expect(readCredentials({ ...keys, AWS_SESSION_TOKEN: '' })).toEqual({ ...credentials, sessionToken: undefined });
    for (const name of Object.keys(keys)) {
      expect(() => readCredentials({ ...keys, [name]: '' })).toThrow(`${name} is missing or empty`);
    }
  });

  it('says where DynamoDB is: at AWS’s own address, unless told otherwise, with the credentials of the moment', () => {
    const variables: Record<string, string> = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'first',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
    const { credentials, ...address } = readDynamoDb(variables);

    expect(address).toEqual({ endpoint: 'https://dynamodb.eu-west-1.amazonaws.com', region: 'eu-west-1' });
    expect(credentials().accessKeyId).toBe('first');
    variables['AWS_ACCESS_KEY_ID'] = 'second';
    expect(credentials().accessKeyId).toBe('second');
    expect(readDynamoDb({ ...variables, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1/' }).endpoint).toBe(
      'http://127.0.0.1:1',
    );
    expect(() => readDynamoDb({})).toThrow('AWS_REGION is missing or empty');
  });

  it('says where Cognito is, if not at AWS’s own address', () => {
    const variables = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

    expect(readCognito(variables).endpoint).toBeUndefined();
    expect(readCognito(variables).credentials().accessKeyId).toBe('id');
    const address = 'https://cognito-idp-fips.us-east-1.amazonaws.com';
    expect(readCognito({ AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: address }).endpoint).toBe(address);
    expect(readCognito({ AWS_ENDPOINT_URL: `${address}/` }).endpoint).toBe(address);
    expect(() => readCognito({ AWS_ENDPOINT_URL: 'cognito' })).toThrow('AWS_ENDPOINT_URL must be a URL');
  });

  it('of the functions for open connections is read, and says what is missing', () => {
    const variables = {
      CONNECTION_TABLE_NAME: 'connections',
      ENDING_QUEUE_URL: 'https://queue',
      REVOCATION_TABLE_NAME: 'revocations',
      EXECUTE_API_DOMAIN: 'execute-api.us-east-1.amazonaws.com',
    };

    expect(readConnectEnvironment(variables)).toEqual({
      connectionTableName: 'connections',
      endingQueueUrl: 'https://queue',
      revocationTableName: 'revocations',
      subprotocols: [],
    });
    expect(readConnectEnvironment({ ...variables, SUBPROTOCOLS: 'v1,v2' }).subprotocols).toEqual(['v1', 'v2']);
    expect(() => readConnectEnvironment({ ...variables, SUBPROTOCOLS: 'v1,' })).toThrow(
      'SUBPROTOCOLS has an empty item',
    );
    expect(readEndingEnvironment(variables)).toEqual({
      connectionTableName: 'connections',
      endingQueueUrl: 'https://queue',
      executeApiDomain: 'execute-api.us-east-1.amazonaws.com',
      managementEndpoint: undefined,
    });
    expect(readConnectionTableName(variables)).toBe('connections');
    expect(() => readConnectEnvironment({})).toThrow(/CONNECTION_TABLE_NAME.*ENDING_QUEUE_URL.*REVOCATION_TABLE_NAME/);
    expect(() => readEndingEnvironment({})).toThrow(/EXECUTE_API_DOMAIN.*CONNECTION_TABLE_NAME.*ENDING_QUEUE_URL/);
    expect(() => readGatewayEnvironment({ EXECUTE_API_DOMAIN: '' })).toThrow('EXECUTE_API_DOMAIN is missing or empty');
  });

  it("takes the connections' endpoint from the AWS SDKs' own variables, the service's first", () => {
    const endpointOf = (variables: Record<string, string>) =>
      readGatewayEnvironment({ EXECUTE_API_DOMAIN: 'x', ...variables }).managementEndpoint;

    expect(endpointOf({ AWS_ENDPOINT_URL: 'https://localhost:4566/' })).toBe('https://localhost:4566');
    expect(
      endpointOf({
        AWS_ENDPOINT_URL: 'https://localhost:4566',
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: 'https://localhost:4566/apis/',
      }),
    ).toBe('https://localhost:4566/apis');
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('says whether a token may stand in the query string: %s', (value, allowed) => {
    expect(readAllowQueryToken({ ALLOW_QUERY_TOKEN: value })).toBe(allowed);
  });

  it.each([undefined, '', 'yes', 'TRUE', '1'])(
    'does not guess whether a token may stand in the query string: %p',
    (value) => {
      expect(() => readAllowQueryToken({ ALLOW_QUERY_TOKEN: value })).toThrow('ALLOW_QUERY_TOKEN');
    },
  );

  it('of the function that takes in events is read, and typed', () => {
    expect(readSignOutEventsEnvironment({ ...VARIABLES, ACCEPTED_TOKEN_USE: undefined })).toEqual({
      userPoolId: 'us-east-1_Example',
      userPoolClientIds: ['client-1', 'client-2'],
      revocationTableName: 'revocations',
      refreshTokenValidity: 2_592_000,
      signOutRoleArns: ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b'],
      sessionEvents: 'ignore',
    });
    expect(readSignOutEventsEnvironment({ ...VARIABLES, SESSION_EVENTS: 'user' }).sessionEvents).toBe('user');
  });

  it.each(['session', 'IGNORE', 'ignore,user'])('refuses %p for what becomes of session events', (value) => {
    expect(() => readSignOutEventsEnvironment({ ...VARIABLES, SESSION_EVENTS: value })).toThrow(
      'SESSION_EVENTS must be one of: ignore, user',
    );
  });

  it('names all that the function that takes in events lacks', () => {
    expect(() => readSignOutEventsEnvironment({})).toThrow(
      /USER_POOL_ID.*USER_POOL_CLIENT_IDS.*REVOCATION_TABLE_NAME.*REFRESH_TOKEN_VALIDITY.*SIGN_OUT_ROLE.*SESSION_EVENTS/,
    );
  });

  it('names the deployment for metrics; a function that is not told it still tells of everything', () => {
    expect(readDeployment({ DEPLOYMENT: 'revocations' })).toBe('revocations');
    expect(readDeployment({})).toBe('unknown');
    expect(readDeployment({ DEPLOYMENT: '' })).toBe('unknown');
  });

  describe('of managed login', () => {
    const managedLoginOf = (variables: Record<string, string | undefined>) =>
      readSignOutEnvironment({ ...VARIABLES, ...variables }).managedLogin;

    it('is its address and where it sends browsers back to', () => {
      expect(
        managedLoginOf({ MANAGED_LOGIN_URL: 'https://login.example.com/', LOGOUT_URI: 'https://app.example.com/' }),
      ).toEqual({ baseUrl: 'https://login.example.com', logoutUri: 'https://app.example.com/' });
      expect(managedLoginOf({ MANAGED_LOGIN_URL: 'https://login.example.com', LOGOUT_URI: 'myapp://bye' })).toEqual({
        baseUrl: 'https://login.example.com',
        logoutUri: 'myapp://bye',
      });
    });

    it.each([undefined, ''])('is not there without an address: %p', (MANAGED_LOGIN_URL) => {
      expect(managedLoginOf({ MANAGED_LOGIN_URL })).toBeUndefined();
      expect(managedLoginOf({ MANAGED_LOGIN_URL, LOGOUT_URI: 'https://app.example.com/' })).toBeUndefined();
    });

    it.each([undefined, ''])('is wrong without where to send browsers back to: %p', (LOGOUT_URI) => {
      expect(() => managedLoginOf({ MANAGED_LOGIN_URL: 'https://login.example.com', LOGOUT_URI })).toThrow(
        'LOGOUT_URI is missing or empty',
      );
    });

    it('is wrong at an address that is none', () => {
      expect(() => managedLoginOf({ MANAGED_LOGIN_URL: 'login.example.com', LOGOUT_URI: 'myapp://bye' })).toThrow(
        'MANAGED_LOGIN_URL must be a URL',
      );
    });

    it('is no business of an authorizer', () => {
      expect(readAuthorizerEnvironment({ ...VARIABLES, MANAGED_LOGIN_URL: 'nonsense' })).not.toHaveProperty(
        'managedLogin',
      );
    });
  });
});

describe('the environment of what ends subscriptions', () => {
  const ENDING = {
    SUBSCRIPTION_FIELDS: 'https://a.example/graphql#sessionNotice+onMessage,https://b.example/graphql#onOrder',
    AWS_REGION: 'eu-west-1',
  };

  it('is read, and typed', () => {
    expect(readEndSubscriptionsEnvironment(ENDING)).toEqual({
      fields: [
        { url: 'https://a.example/graphql', field: 'sessionNotice' },
        { url: 'https://a.example/graphql', field: 'onMessage' },
        { url: 'https://b.example/graphql', field: 'onOrder' },
      ],
      region: 'eu-west-1',
    });
    expect(readLateSubscriptionsQueueUrl({ LATE_SUBSCRIPTIONS_QUEUE_URL: 'https://q' })).toBe('https://q');
  });

  it.each([undefined, ''])('names all that is %p at once', (value) => {
    const none = Object.fromEntries(Object.keys(ENDING).map((name) => [name, value]));

    expect(() => readEndSubscriptionsEnvironment(none)).toThrow(
      'environment variables: SUBSCRIPTION_FIELDS is missing or empty; AWS_REGION is missing or empty',
    );
    expect(() => readLateSubscriptionsQueueUrl({ LATE_SUBSCRIPTIONS_QUEUE_URL: value })).toThrow('is missing or empty');
  });

  it.each([
    'sessionNotice',
    'https://a.example/graphql',
    'https://a.example/graphql#',
    'https://a.example/#a b',
    'https://a.example/#1',
    'https://a.example/#a+',
    'https://a.example/#a++b',
    '#field',
  ])('refuses %s', (SUBSCRIPTION_FIELDS) => {
    expect(() => readEndSubscriptionsEnvironment({ ...ENDING, SUBSCRIPTION_FIELDS })).toThrow(
      'SUBSCRIPTION_FIELDS must be of the form {URL}#{field}+{field}',
    );
  });
});

describe('the environment of discovery', () => {
  it('says which pool, and where both APIs are', () => {
    const variables = { USER_POOL_ID: 'us-east-1_Example', SIGN_OUT_API_URL: 'https://api.example.com/' };

    expect(readDiscoveryEnvironment(variables)).toEqual({
      userPoolId: 'us-east-1_Example',
      cognitoEndpoint: undefined,
      signOutApiUrl: 'https://api.example.com',
    });
    expect(readDiscoveryEnvironment({ ...variables, AWS_ENDPOINT_URL: 'https://localhost:4566' })).toMatchObject({
      cognitoEndpoint: 'https://localhost:4566',
    });
  });

  it('must say it', () => {
    expect(() => readDiscoveryEnvironment({})).toThrow(
      'environment variables: USER_POOL_ID is missing or empty; SIGN_OUT_API_URL is missing or empty',
    );
    expect(() => readDiscoveryEnvironment({ USER_POOL_ID: 'x', SIGN_OUT_API_URL: 'api' })).toThrow('must be a URL');
  });
});

describe('the environment of a logout', () => {
  const URLS = 'https://app.example.com/a,b myapp://out';

  it('holds sign-out URLs, which may hold commas', () => {
    const variables = { ...VARIABLES, SIGN_OUT_API_URL: 'https://api.example.com', LOGOUT_URLS: URLS };

    expect(readLogoutEnvironment(variables)).toEqual({
      ...readSignOutEnvironment(VARIABLES),
      signOutApiUrl: 'https://api.example.com',
      logoutUrls: ['https://app.example.com/a,b', 'myapp://out'],
    });
    expect(readLogoutReturnEnvironment(variables)).toEqual({
      userPoolId: VARIABLES.USER_POOL_ID,
      userPoolClientIds: VARIABLES.USER_POOL_CLIENT_IDS.split(','),
      logoutUrls: ['https://app.example.com/a,b', 'myapp://out'],
    });
  });

  it('may hold none', () => {
    const variables = { ...VARIABLES, SIGN_OUT_API_URL: 'https://api.example.com' };

    expect(readLogoutEnvironment(variables).logoutUrls).toEqual([]);
    expect(() => readLogoutEnvironment(VARIABLES)).toThrow('SIGN_OUT_API_URL is missing or empty');
  });
});

describe('the environment of sessions', () => {
  const variables = { SESSION_TABLE_NAME: 'sessions', SESSION_DEVICES: 'true' };

  it.each([
    [variables, { sessionTableName: 'sessions', maxSessions: undefined, keepsDevices: true, isTracked: false }],
    [
      { ...variables, MAX_SESSIONS: '1', SESSION_DEVICES: 'false', SESSION_TRACKING: 'true' },
      { sessionTableName: 'sessions', maxSessions: 1, keepsDevices: false, isTracked: true },
    ],
    [
      { ...variables, MAX_SESSIONS: '' },
      { sessionTableName: 'sessions', maxSessions: undefined, keepsDevices: true, isTracked: false },
    ],
  ])('is read from %j', (given, expected) => {
    expect(readSessionsEnvironment(given)).toEqual(expected);
    expect(readOptionalSessionsEnvironment(given)).toEqual(expected);
  });

  it.each(['0', '-1', '1.5', 'x', '1e2'])('is refused with a limit of %j', (MAX_SESSIONS) => {
    expect(() => readSessionsEnvironment({ ...variables, MAX_SESSIONS })).toThrow(
      'MAX_SESSIONS must be a whole number above 0',
    );
  });

  it.each([undefined, ''])('is not there where no table is named (%j)', (SESSION_TABLE_NAME) => {
    expect(readOptionalSessionsEnvironment({ SESSION_TABLE_NAME })).toBeUndefined();
    expect(() => readSessionsEnvironment({ SESSION_TABLE_NAME })).toThrow('SESSION_TABLE_NAME is missing or empty');
  });

  it('is refused without a word on devices', () => {
    expect(() => readOptionalSessionsEnvironment({ SESSION_TABLE_NAME: 'sessions' })).toThrow(
      'SESSION_DEVICES is missing or empty',
    );
  });

  it('has how long a session can be refreshed', () => {
    expect(readRefreshTokenValidity({ REFRESH_TOKEN_VALIDITY_SECONDS: '3600' })).toBe(3600);
    expect(() => readRefreshTokenValidity({})).toThrow('REFRESH_TOKEN_VALIDITY_SECONDS is missing or empty');
  });
});
