import {
  readAllowQueryToken,
  readAllowedOrigins,
  readAuthorizerEnvironment,
  readConnectEnvironment,
  readConnectionTableName,
  readEndingEnvironment,
  readGatewayEnvironment,
  readSignOutEnvironment,
  readSignOutEventsEnvironment,
} from '../../lambda/adapters/environment';

const VARIABLES = {
  USER_POOL_ID: 'us-east-1_Example',
  USER_POOL_CLIENT_IDS: 'client-1,client-2',
  ACCEPTED_TOKEN_USE: 'access,id',
  REVOCATION_TABLE_NAME: 'revocations',
  REFRESH_TOKEN_VALIDITY_SECONDS: '2592000',
  ALLOWED_ORIGINS: 'https://a.example,https://b.example',
  SIGN_OUT_ROLE_ARNS: 'arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b',
  SESSION_EVENTS: 'ignore',
};

describe('the environment', () => {
  it('is read, and typed', () => {
    expect(readSignOutEnvironment(VARIABLES)).toEqual({
      userPoolId: 'us-east-1_Example',
      userPoolClientIds: ['client-1', 'client-2'],
      acceptedTokenUse: ['access', 'id'],
      revocationTableName: 'revocations',
      cognitoEndpoint: undefined,
      refreshTokenValidity: 2_592_000,
    });
    expect(readAllowedOrigins(VARIABLES)).toEqual(['https://a.example', 'https://b.example']);
  });

  it.each([undefined, ''])('names the variable that is %p', (value) => {
    for (const name of ['USER_POOL_ID', 'USER_POOL_CLIENT_IDS', 'ACCEPTED_TOKEN_USE', 'REVOCATION_TABLE_NAME']) {
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

  it("takes the endpoint from the AWS SDKs' own variables, the service's first", () => {
    const endpointOf = (variables: Record<string, string>) =>
      readAuthorizerEnvironment({ ...VARIABLES, ...variables }).cognitoEndpoint;

    expect(endpointOf({ AWS_ENDPOINT_URL: 'https://localhost:4566/' })).toBe('https://localhost:4566');
    expect(
      endpointOf({
        AWS_ENDPOINT_URL: 'https://localhost:4566',
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'https://localhost:4567',
      }),
    ).toBe('https://localhost:4567');
    expect(endpointOf({ AWS_ENDPOINT_URL: '' })).toBeUndefined();
    expect(() => endpointOf({ AWS_ENDPOINT_URL: 'localhost' })).toThrow('AWS_ENDPOINT_URL must be a URL');
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
    });
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
});
