import { RemovalPolicy, Validations, aws_cognito as cognito } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { Settings } from './settings';

/** A user pool, its clients, and where users sign in. */
export interface PoolAndClients {
  /** The user pool that issues the tokens. */
  readonly userPool: cognito.IUserPool;
  /** The app clients whose tokens are accepted. */
  readonly userPoolClients: cognito.IUserPoolClient[];
  /** Address of managed login, if the pool has a domain of this stack. */
  readonly managedLoginUrl?: string;
}

/** The user pool that the settings speak of: one that there is, which is left as it is, or a new one. */
export function userPoolOf(scope: Construct, settings: Settings): PoolAndClients {
  const { userPoolId, userPoolClientIds } = settings;
  if (userPoolId === undefined) return createUserPool(scope, settings);
  const userPool = cognito.UserPool.fromUserPoolId(scope, 'UserPool', userPoolId);
  const userPoolClients = (userPoolClientIds ?? []).map((clientId) =>
    cognito.UserPoolClient.fromUserPoolClientId(scope, `Client${clientId}`, clientId),
  );
  return { userPool, userPoolClients };
}

function createUserPool(scope: Construct, settings: Settings): PoolAndClients {
  const { deletionProtection, domainPrefix, callbackUrls = [], logoutUrls = [] } = settings;
  const removalPolicy = deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  const userPool = new cognito.UserPool(scope, 'UserPool', {
    selfSignUpEnabled: true,
    signInAliases: { username: true, email: true },
    passwordPolicy: {
      minLength: 8,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
    },
    deletionProtection,
    removalPolicy,
  });
  Validations.of(userPool).acknowledge(
    { id: 'AwsSolutions-COG2', reason: 'Whether users need a second factor is for the owner of the pool to decide.' },
    { id: 'AwsSolutions-COG8', reason: 'The Plus plan costs by the user, and nothing here needs it.' },
  );
  const hasManagedLogin = domainPrefix !== undefined;
  const userPoolClient = userPool.addClient('Client', {
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
    accessTokenValidity: settings.accessTokenValidity,
    idTokenValidity: settings.idTokenValidity,
    refreshTokenValidity: settings.refreshTokenValidity,
    authFlows: { userSrp: true, userPassword: true, adminUserPassword: true },
    ...(hasManagedLogin ? { oAuth: codeFlow(callbackUrls, logoutUrls) } : { disableOAuth: true }),
  });
  // A pool that is kept is of no use to apps without their client, whose refresh tokens would die with it.
  userPoolClient.applyRemovalPolicy(removalPolicy);
  const userPoolClients = [userPoolClient];
  if (!hasManagedLogin) return { userPool, userPoolClients };
  const domain = userPool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
  return { userPool, userPoolClients, managedLoginUrl: domain.baseUrl() };
}

/** The one flow that gives no token to the browser's address bar. A public client has to use it with PKCE (RFC 9700 §2.1.1). */
function codeFlow(callbackUrls: readonly string[], logoutUrls: readonly string[]): cognito.OAuthSettings {
  return {
    flows: { authorizationCodeGrant: true },
    scopes: [
      cognito.OAuthScope.OPENID,
      cognito.OAuthScope.EMAIL,
      cognito.OAuthScope.PROFILE,
      cognito.OAuthScope.COGNITO_ADMIN,
    ],
    callbackUrls: [...callbackUrls],
    logoutUrls: [...logoutUrls],
  };
}

/**
 * Adds a sign-out URL to clients of this stack that have managed login. Those that were there before are left as they are.
 *
 * @param url - may be known at deployment only
 */
export function registerLogoutUrl(userPoolClients: readonly cognito.IUserPoolClient[], url: string): void {
  for (const { node } of userPoolClients) {
    const { defaultChild: resource } = node;
    if (resource instanceof cognito.CfnUserPoolClient) resource.logoutUrLs = [...(resource.logoutUrLs ?? []), url];
  }
}
