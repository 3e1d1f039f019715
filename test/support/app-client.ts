/** Every setting of an app client that can be made, and none at its default. */
export const CLIENT_SETTINGS = {
  RefreshTokenValidity: 10,
  AccessTokenValidity: 30,
  IdTokenValidity: 7200,
  TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'seconds', RefreshToken: 'days' },
  ReadAttributes: ['email', 'custom:tenant'],
  WriteAttributes: ['email'],
  ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
  SupportedIdentityProviders: ['COGNITO', 'Example'],
  CallbackURLs: ['https://app.example.com/callback', 'myapp://callback'],
  LogoutURLs: ['https://app.example.com/'],
  DefaultRedirectURI: 'https://app.example.com/callback',
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid', 'email', 'api/read'],
  AllowedOAuthFlowsUserPoolClient: true,
  AnalyticsConfiguration: {
    ApplicationId: 'd70b2ba36a8c4dc5a04a0451a31a1e12',
    RoleArn: 'arn:aws:iam::123456789012:role/analytics',
    ExternalId: 'external-1',
    UserDataShared: true,
  },
  PreventUserExistenceErrors: 'ENABLED',
  EnableTokenRevocation: false,
  EnablePropagateAdditionalUserContextData: true,
  AuthSessionValidity: 5,
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
};

/** What Cognito says of a client besides. */
export const READ_ONLY = {
  ClientSecret: '9example-secret-of-the-client',
  ClientType: 'REGULAR',
  CreationDate: 1_700_000_000.123,
  LastModifiedDate: 1_700_000_001.5,
};

/** All of a client that an update may hold. */
export const WRITABLE = {
  UserPoolId: 'us-east-1_Example',
  ClientId: '1example23456789',
  ClientName: 'web',
  ...CLIENT_SETTINGS,
};

/** The client as Cognito describes it. */
export const APP_CLIENT = { ...WRITABLE, ...READ_ONLY };
