/**
 * The names that the infrastructure (lib/) and the runtime (lambda/) must agree on. Imports nothing. What has many names is an
 * enumeration, of which a bundle holds only those that its function knows.
 */

/** Environment variables: set by lib/, read once by lambda/adapters/environment.ts. */
export enum ENVIRONMENT {
  /** Id of the user pool whose tokens are accepted. */
  userPoolId = 'USER_POOL_ID',
  /** App client ids whose tokens are accepted, comma-separated. */
  userPoolClientIds = 'USER_POOL_CLIENT_IDS',
  /** `access`, `id` or `access,id`: the `token_use` values that are accepted. */
  acceptedTokenUse = 'ACCEPTED_TOKEN_USE',
  /** `false` if the signature of a token that comes again is verified again; not there otherwise. */
  rememberVerifiedTokens = 'REMEMBER_VERIFIED_TOKENS',
  /** Name of the DynamoDB table that holds the revocations. */
  revocationTableName = 'REVOCATION_TABLE_NAME',
  /** What the metrics of a deployment are told apart by: the name of its revocation table. */
  deployment = 'DEPLOYMENT',
  /** Longest life of a refresh token, in seconds: a revocation must outlive it. */
  refreshTokenValidity = 'REFRESH_TOKEN_VALIDITY_SECONDS',
  /** Address of the pool's managed login; not there if it has none. */
  managedLoginUrl = 'MANAGED_LOGIN_URL',
  /** Where managed login sends a browser that has signed out. */
  logoutUri = 'LOGOUT_URI',
  /** Sign-out URLs of clients without OAuth flows, separated by spaces; not there if there are none. */
  logoutUrls = 'LOGOUT_URLS',
  /** Origins that browsers may call from: `*`, or origins, comma-separated. */
  allowedOrigins = 'ALLOWED_ORIGINS',
  /** Name of the DynamoDB table that holds the open WebSocket connections. */
  connectionTableName = 'CONNECTION_TABLE_NAME',
  /** Address of the sign-out API: no slash at the end. */
  signOutApiUrl = 'SIGN_OUT_API_URL',
  /** URL of the SQS queue of connections that are to end later. */
  endingQueueUrl = 'ENDING_QUEUE_URL',
  /** What comes after the id in the address of an API: `execute-api.{region}.{domain of the partition}`. */
  executeApiDomain = 'EXECUTE_API_DOMAIN',
  /** `true` if a WebSocket may bear its token in the query string. */
  allowQueryToken = 'ALLOW_QUERY_TOKEN',
  /** WebSocket subprotocols that an app speaks, comma-separated; not there if it names none. */
  subprotocols = 'SUBPROTOCOLS',
  /** ARNs of our functions' roles, comma-separated: their calls to Cognito are no news. */
  signOutRoleArns = 'SIGN_OUT_ROLE_ARNS',
  /** `ignore` or `user`: see {@link SESSION_EVENTS}. */
  sessionEvents = 'SESSION_EVENTS',
  /** AppSync APIs, comma-separated, each with its subscription fields: `{URL of the API}#{field}+{field}`. */
  subscriptionFields = 'SUBSCRIPTION_FIELDS',
  /** What each revocation is handed on to, comma-separated: `{URL of the queue}#{URL of its dead-letter queue}`. */
  followers = 'FOLLOWERS',
  /** URL of the queue of revocations to follow, which a search that goes on is put into as well. */
  revocationQueueUrl = 'REVOCATION_QUEUE_URL',
  /** URL of the queue for records of the stream that are no revocations. */
  deadLetterQueueUrl = 'DEAD_LETTER_QUEUE_URL',
  /** Name or ARN of the event bus that revocations are told on. */
  eventBusName = 'EVENT_BUS_NAME',
  /** Address of the queue of what is ended once more. */
  lateSubscriptionsQueueUrl = 'LATE_SUBSCRIPTIONS_QUEUE_URL',
  /** Milliseconds between two requests of one process that end AppSync subscriptions. */
  invalidationPace = 'INVALIDATION_PACE_MILLISECONDS',
  /** Identity providers that may sign their users out, as JSON. */
  identityProviders = 'IDENTITY_PROVIDERS',
  /** Name of the DynamoDB table that holds the registered sessions; not there if sign-ins are not registered. */
  sessionTableName = 'SESSION_TABLE_NAME',
  /** How many registered sessions a user may have; not there if as many as they like. */
  maxSessions = 'MAX_SESSIONS',
  /** `true` if user agent and IP address are kept with a session. */
  sessionDevices = 'SESSION_DEVICES',
  /** `true` if the user pool tracks sessions itself, and is asked about them. */
  sessionTracking = 'SESSION_TRACKING',
}

/** Attributes of an item in the revocation table. */
export enum ATTRIBUTE {
  /** Partition key (string): `{userPoolId}#{kind}#{id}`. */
  key = 'key',
  /** What is revoked: `session`, `token`, `user`, `client` or `pool`. */
  kind = 'kind',
  /** Cut-off (NumericDate): tokens with `auth_time` up to it are rejected. */
  tokensValidAfter = 'tokensValidAfter',
  /** Cut-off (NumericDate) of an `others` sign-out: as above, but for the exempt session. */
  othersValidAfter = 'othersValidAfter',
  /** The session (`origin_jti`) that an `others` sign-out spares. */
  exemptSession = 'exemptSession',
  /** When DynamoDB may delete the item (NumericDate): its TTL attribute. No verdict reads it. */
  expiresAt = 'expiresAt',
  /** When the revocation was asked for (NumericDate). */
  revokedAt = 'revokedAt',
  /** Who asked for it: the `sub` of the caller, or the ARN of an administrator. */
  actor = 'actor',
  /** Why: what was asked for, or an administrator's reason. */
  reason = 'reason',
  /** The request that asked for it. */
  requestId = 'requestId',
  /** On whose behalf: `user`, `admin`, `policy` or `event`. */
  initiatedBy = 'initiatedBy',
  /** Of a session or a token, whose it is; not there if nobody said. */
  sub = 'sub',
  /** Of a session or a token, the app client that it was signed in to; not there if nobody said. */
  clientId = 'clientId',
}

/** Attributes of an item in the table of open connections. Each connection has two: under its user and its session. */
export const CONNECTION_ATTRIBUTE = {
  /** Partition key (string): the key that revokes the user, or the session. */
  owner: 'owner',
  /** Sort key (string): `{apiId}/{stage}/{connectionId}`. */
  connection: 'connection',
  /** Id of the user pool. */
  userPoolId: 'userPoolId',
  /** The user. */
  sub: 'sub',
  /** The app client. */
  clientId: 'clientId',
  /** The session; not there for a token without one. */
  originJti: 'originJti',
  /** The token; not there if it is known by its session. */
  jti: 'jti',
  /** When the sign-in began (NumericDate). */
  signedInAt: 'signedInAt',
  /** When the token expires (NumericDate). */
  tokenExpiresAt: 'tokenExpiresAt',
  /** When the connection was registered (milliseconds since the epoch). */
  registeredAt: 'registeredAt',
  /** When DynamoDB may delete the item (NumericDate): its TTL attribute. */
  expiresAt: 'expiresAt',
} as const;

/** Attributes of an item in the table of registered sessions. */
export const SESSION_ATTRIBUTE = {
  /** Partition key (string): the key that revokes the user. */
  user: 'user',
  /** Sort key (string): the session (`origin_jti`). */
  sessionId: 'sessionId',
  /** Sort key of the index of listed sessions (NumericDate): when the sign-in began. Not there if the session is not listed. */
  listedAs: 'listedAs',
  /** The app client. */
  clientId: 'clientId',
  /** When the sign-in began (NumericDate). */
  signedInAt: 'signedInAt',
  /** When the session was registered last (NumericDate). */
  lastSeenAt: 'lastSeenAt',
  /** What its user calls it. */
  label: 'label',
  /** The header `User-Agent`. */
  userAgent: 'userAgent',
  /** Where it was registered from. */
  ipAddress: 'ipAddress',
  /** What Cognito calls it, where the pool tracks sessions. */
  trackedAs: 'trackedAs',
  /** When DynamoDB may delete the item (NumericDate): its TTL attribute. */
  expiresAt: 'expiresAt',
} as const;

/** The local index of listed sessions, by the time of the sign-in. */
export const LISTED_SESSIONS = 'listed';

/** Path of the sign-out API under which a browser comes back from managed login. */
export const LOGOUT_DONE_PATH = '/oauth2/logout/done';

/** The mutation that ends live AppSync subscriptions: only our function may call it, by IAM. */
export const END_SUBSCRIPTIONS = 'endSubscriptions';

/** Values of the claim `token_use`. */
export const TOKEN_USES = ['access', 'id'] as const;

/** What a Cognito token is for. */
export type TokenUse = (typeof TOKEN_USES)[number];

/** Key of the template's `Metadata` under which a stack says which version of this package it was made with (`Version`). */
export const TEMPLATE_METADATA = 'CognitoSignOut';
