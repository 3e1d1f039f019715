import { ENVIRONMENT, type TokenUse } from '../contract';
import { SESSION_EVENTS, type SessionEvents } from '../events';
import type { ManagedLogin } from '../core/sign-out/managed-login';
import { domainOf } from './aws/partition';
import type { Credentials } from './aws/request-signer';
import { seconds, url, words } from './environment/formats';
import { read, type Reader, type Variables } from './environment/reader';

/** What deciding on a token needs to know. */
export interface AuthorizerEnvironment {
  readonly userPoolId: string;
  readonly userPoolClientIds: readonly string[];
  readonly acceptedTokenUse: readonly TokenUse[];
  readonly revocationTableName: string;
  /** Where the user pool's keys are served, if not at AWS's own address: no slash at the end. */
  readonly cognitoEndpoint: string | undefined;
  /** Where DynamoDB is: no slash at the end. */
  readonly dynamoDbEndpoint: string;
  /** The Region that requests are signed for. */
  readonly region: string;
}

/**
 * Reads what the function's metrics are told apart by. One that is not told goes on all the same: what it has to tell may be that
 * its environment is wrong.
 */
export function readDeployment(variables: Variables = process.env): string {
  return read(variables, (reader) => reader.optional(ENVIRONMENT.deployment)) ?? 'unknown';
}

/** Where what an authorizer asks is. */
export type Endpoints = Pick<AuthorizerEnvironment, 'cognitoEndpoint' | 'dynamoDbEndpoint'>;

/**
 * Reads where the services are: at AWS's own addresses, unless the AWS SDKs' own variables say otherwise.
 *
 * @throws RevocationError `invalid_configuration`
 */
export function readEndpoints(region: string, variables: Variables = process.env): Endpoints {
  return read(variables, (reader) => endpoints(reader, region));
}

/** What signing out needs to know besides. */
export interface SignOutEnvironment extends AuthorizerEnvironment {
  /** Seconds. */
  readonly refreshTokenValidity: number;
  /** Where users sign in and out in a browser, if the pool has such a place. */
  readonly managedLogin: ManagedLogin | undefined;
}

/**
 * Reads the environment of an authorizer. A variable that is empty counts as missing.
 *
 * @throws RevocationError `invalid_configuration`, naming every variable that is missing or malformed
 */
export function readAuthorizerEnvironment(variables: Variables = process.env): AuthorizerEnvironment {
  return read(variables, authorizerEnvironment);
}

/** Reads the environment of a sign-out function: see {@link readAuthorizerEnvironment}. */
export function readSignOutEnvironment(variables: Variables = process.env): SignOutEnvironment {
  return read(variables, signOutEnvironment);
}

/** What logging out needs to know besides. */
export interface LogoutEnvironment extends SignOutEnvironment {
  /** Sign-out URLs of clients without OAuth flows. */
  readonly logoutUrls: readonly string[];
  /** Where the sign-out API is: no slash at the end. */
  readonly signOutApiUrl: string;
}

/** Reads the environment of the function that logs out: see {@link readAuthorizerEnvironment}. */
export function readLogoutEnvironment(variables: Variables = process.env): LogoutEnvironment {
  return read(variables, (reader) => ({
    ...signOutEnvironment(reader),
    logoutUrls: words(reader, ENVIRONMENT.logoutUrls),
    signOutApiUrl: url(reader, ENVIRONMENT.signOutApiUrl),
  }));
}

/** What sending a browser on needs to know that has logged out. */
export type LogoutReturnEnvironment = Pick<LogoutEnvironment, 'userPoolId' | 'userPoolClientIds' | 'logoutUrls'>;

/** Reads the environment of the function that browsers come back to: see {@link readAuthorizerEnvironment}. */
export function readLogoutReturnEnvironment(variables: Variables = process.env): LogoutReturnEnvironment {
  return read(variables, (reader) => ({
    userPoolId: reader.text(ENVIRONMENT.userPoolId),
    userPoolClientIds: reader.list(ENVIRONMENT.userPoolClientIds),
    logoutUrls: words(reader, ENVIRONMENT.logoutUrls),
  }));
}

/** What telling of the user pool's endpoints needs to know. */
export interface DiscoveryEnvironment {
  readonly userPoolId: string;
  /** Where the user pool's metadata is served, if not at AWS's own address: no slash at the end. */
  readonly cognitoEndpoint: string | undefined;
  /** Where the sign-out API is: no slash at the end. */
  readonly signOutApiUrl: string;
}

/** Reads the environment of the function that answers discovery: see {@link readAuthorizerEnvironment}. */
export function readDiscoveryEnvironment(variables: Variables = process.env): DiscoveryEnvironment {
  return read(variables, (reader) => ({
    userPoolId: reader.text(ENVIRONMENT.userPoolId),
    cognitoEndpoint: cognitoEndpoint(reader),
    signOutApiUrl: url(reader, ENVIRONMENT.signOutApiUrl),
  }));
}

/** What taking in events needs to know. */
export interface SignOutEventsEnvironment {
  readonly userPoolId: string;
  readonly userPoolClientIds: readonly string[];
  readonly revocationTableName: string;
  /** Seconds. */
  readonly refreshTokenValidity: number;
  /** The roles of our functions. */
  readonly signOutRoleArns: readonly string[];
  readonly sessionEvents: SessionEvents;
}

/** Reads the environment of the function that takes in events: see {@link readAuthorizerEnvironment}. */
export function readSignOutEventsEnvironment(variables: Variables = process.env): SignOutEventsEnvironment {
  return read(variables, (reader) => ({
    userPoolId: reader.text(ENVIRONMENT.userPoolId),
    userPoolClientIds: reader.list(ENVIRONMENT.userPoolClientIds),
    revocationTableName: reader.text(ENVIRONMENT.revocationTableName),
    refreshTokenValidity: seconds(reader, ENVIRONMENT.refreshTokenValidity),
    signOutRoleArns: reader.list(ENVIRONMENT.signOutRoleArns),
    sessionEvents: reader.oneOf(ENVIRONMENT.sessionEvents, SESSION_EVENTS),
  }));
}

/** Reads whether a WebSocket may bear its token in the query string. */
export function readAllowQueryToken(variables: Variables = process.env): boolean {
  return read(variables, (reader) => reader.oneOf(ENVIRONMENT.allowQueryToken, ['false', 'true'])) === 'true';
}

/** Reads whether the signature of a token that comes again is taken for verified: unless the owner says `false`. */
export function readRememberVerifiedTokens(variables: Variables = process.env): boolean {
  return read(variables, (reader) => {
    const name = ENVIRONMENT.rememberVerifiedTokens;
    return reader.optional(name) === undefined || reader.oneOf(name, ['false', 'true']) === 'true';
  });
}

/** Reads the origins that browsers may call from: `*`, or a list. */
export function readAllowedOrigins(variables: Variables = process.env): readonly string[] {
  return read(variables, (reader) => reader.list(ENVIRONMENT.allowedOrigins));
}

/**
 * Reads the credentials that Lambda gives a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function readCredentials(variables: Variables = process.env): Credentials {
  return read(variables, (reader) => ({
    accessKeyId: reader.text('AWS_ACCESS_KEY_ID'),
    secretAccessKey: reader.text('AWS_SECRET_ACCESS_KEY'),
    sessionToken: reader.optional('AWS_SESSION_TOKEN'),
  }));
}

/** Where DynamoDB is, and as whom a function calls it. */
export interface DynamoDbEnvironment {
  /** No slash at the end. */
  readonly endpoint: string;
  /** The Region that requests are signed for. */
  readonly region: string;
  readonly credentials: () => Credentials;
}

/** Reads where DynamoDB is: see {@link readEndpoints}. Credentials are read anew for each request. */
export function readDynamoDb(variables: Variables = process.env): DynamoDbEnvironment {
  return read(variables, (reader) => {
    const region = reader.text('AWS_REGION');
    const { dynamoDbEndpoint: endpoint } = endpoints(reader, region);
    return { endpoint, region, credentials: () => readCredentials(variables) };
  });
}

/** Where Cognito is, if not at AWS's own address, and as whom a function calls it. */
export interface CognitoEnvironment {
  /** No slash at the end. */
  readonly endpoint: string | undefined;
  readonly credentials: () => Credentials;
}

/** Reads where Cognito is: see {@link readEndpoints}. Credentials are read anew for each request. */
export function readCognito(variables: Variables = process.env): CognitoEnvironment {
  return read(variables, (reader) => ({
    endpoint: cognitoEndpoint(reader),
    credentials: () => readCredentials(variables),
  }));
}

function authorizerEnvironment(reader: Reader): AuthorizerEnvironment {
  const region = reader.text('AWS_REGION');
  return {
    userPoolId: reader.text(ENVIRONMENT.userPoolId),
    userPoolClientIds: reader.list(ENVIRONMENT.userPoolClientIds),
    acceptedTokenUse: reader.tokenUses(ENVIRONMENT.acceptedTokenUse),
    revocationTableName: reader.text(ENVIRONMENT.revocationTableName),
    ...endpoints(reader, region),
    region,
  };
}

function endpoints(reader: Reader, region: string): Endpoints {
  return {
    cognitoEndpoint: cognitoEndpoint(reader),
    dynamoDbEndpoint:
      reader.endpoint('AWS_ENDPOINT_URL_DYNAMODB') ??
      reader.endpoint('AWS_ENDPOINT_URL') ??
      `https://dynamodb.${region}.${domainOf(region)}`,
  };
}

function signOutEnvironment(reader: Reader): SignOutEnvironment {
  return {
    ...authorizerEnvironment(reader),
    refreshTokenValidity: seconds(reader, ENVIRONMENT.refreshTokenValidity),
    managedLogin: managedLogin(reader),
  };
}

function cognitoEndpoint(reader: Reader): string | undefined {
  return reader.endpoint('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER') ?? reader.endpoint('AWS_ENDPOINT_URL');
}

function managedLogin(reader: Reader): ManagedLogin | undefined {
  const baseUrl = reader.endpoint(ENVIRONMENT.managedLoginUrl);
  return baseUrl === undefined ? undefined : { baseUrl, logoutUri: reader.text(ENVIRONMENT.logoutUri) };
}
