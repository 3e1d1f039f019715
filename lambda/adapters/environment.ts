import { ENVIRONMENT, SESSION_EVENTS, TOKEN_USES, type SessionEvents, type TokenUse } from '../contract';
import { RevocationError } from '../core/errors';
import type { ManagedLogin } from '../core/managed-login';

/** What a process is told about itself: usually `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What deciding on a token needs to know. */
export interface AuthorizerEnvironment {
  readonly userPoolId: string;
  readonly userPoolClientIds: readonly string[];
  readonly acceptedTokenUse: readonly TokenUse[];
  readonly revocationTableName: string;
  /** Where the user pool's keys are served, if not at AWS's own address: no slash at the end. */
  readonly cognitoEndpoint: string | undefined;
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
  return read(variables, (reader) => ({
    ...authorizerEnvironment(reader),
    refreshTokenValidity: reader.seconds(ENVIRONMENT.refreshTokenValidity),
    managedLogin: managedLogin(reader),
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
    refreshTokenValidity: reader.seconds(ENVIRONMENT.refreshTokenValidity),
    signOutRoleArns: reader.list(ENVIRONMENT.signOutRoleArns),
    sessionEvents: reader.oneOf(ENVIRONMENT.sessionEvents, SESSION_EVENTS),
  }));
}

/** What ending open connections needs to know. */
export interface EndingEnvironment extends GatewayEnvironment {
  readonly connectionTableName: string;
  readonly endingQueueUrl: string;
}

/** What reaching open connections needs to know. */
export interface GatewayEnvironment {
  /** What comes after the id in the address of an API. */
  readonly executeApiDomain: string;
  /** Where the APIs' connections are managed, if not at AWS's own address: no slash at the end. */
  readonly managementEndpoint: string | undefined;
}

/** Reads the environment of a function that reaches connections: see {@link readAuthorizerEnvironment}. */
export function readGatewayEnvironment(variables: Variables = process.env): GatewayEnvironment {
  return read(variables, gatewayEnvironment);
}

/** Reads the environment of a function that ends connections: see {@link readAuthorizerEnvironment}. */
export function readEndingEnvironment(variables: Variables = process.env): EndingEnvironment {
  return read(variables, (reader) => ({
    ...gatewayEnvironment(reader),
    connectionTableName: reader.text(ENVIRONMENT.connectionTableName),
    endingQueueUrl: reader.text(ENVIRONMENT.endingQueueUrl),
  }));
}

/** What registering a connection needs to know. */
export interface ConnectEnvironment {
  readonly connectionTableName: string;
  readonly endingQueueUrl: string;
  readonly revocationTableName: string;
}

/** Reads the environment of the function behind `$connect`: see {@link readAuthorizerEnvironment}. */
export function readConnectEnvironment(variables: Variables = process.env): ConnectEnvironment {
  return read(variables, (reader) => ({
    connectionTableName: reader.text(ENVIRONMENT.connectionTableName),
    endingQueueUrl: reader.text(ENVIRONMENT.endingQueueUrl),
    revocationTableName: reader.text(ENVIRONMENT.revocationTableName),
  }));
}

/** Reads the name of the table of open connections. */
export function readConnectionTableName(variables: Variables = process.env): string {
  return read(variables, (reader) => reader.text(ENVIRONMENT.connectionTableName));
}

/** Reads whether a WebSocket may bear its token in the query string. */
export function readAllowQueryToken(variables: Variables = process.env): boolean {
  return read(variables, (reader) => reader.oneOf(ENVIRONMENT.allowQueryToken, ['false', 'true'])) === 'true';
}

/** Reads the origins that browsers may call from: `*`, or a list. */
export function readAllowedOrigins(variables: Variables = process.env): readonly string[] {
  return read(variables, (reader) => reader.list(ENVIRONMENT.allowedOrigins));
}

function authorizerEnvironment(reader: Reader): AuthorizerEnvironment {
  return {
    userPoolId: reader.text(ENVIRONMENT.userPoolId),
    userPoolClientIds: reader.list(ENVIRONMENT.userPoolClientIds),
    acceptedTokenUse: reader.tokenUses(ENVIRONMENT.acceptedTokenUse),
    revocationTableName: reader.text(ENVIRONMENT.revocationTableName),
    cognitoEndpoint:
      reader.endpoint('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER') ?? reader.endpoint('AWS_ENDPOINT_URL'),
  };
}

function gatewayEnvironment(reader: Reader): GatewayEnvironment {
  return {
    executeApiDomain: reader.text(ENVIRONMENT.executeApiDomain),
    managementEndpoint:
      reader.endpoint('AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI') ?? reader.endpoint('AWS_ENDPOINT_URL'),
  };
}

function managedLogin(reader: Reader): ManagedLogin | undefined {
  const baseUrl = reader.endpoint(ENVIRONMENT.managedLoginUrl);
  return baseUrl === undefined ? undefined : { baseUrl, logoutUri: reader.text(ENVIRONMENT.logoutUri) };
}

function read<T>(variables: Variables, parse: (reader: Reader) => T): T {
  const reader = new Reader(variables);
  const environment = parse(reader);
  if (reader.problems.length > 0) {
    throw new RevocationError('invalid_configuration', `environment variables: ${reader.problems.join('; ')}`);
  }
  return environment;
}

/** Collects what is wrong, so that all of it is told at once. */
class Reader {
  readonly problems: string[] = [];

  constructor(private readonly variables: Variables) {}

  text(name: string): string {
    const value = this.variables[name] ?? '';
    if (value === '') this.problems.push(`${name} is missing or empty`);
    return value;
  }

  list(name: string): readonly string[] {
    const items = this.text(name).split(',');
    if (items.length > 1 && items.includes('')) this.problems.push(`${name} has an empty item`);
    return items;
  }

  tokenUses(name: string): readonly TokenUse[] {
    return this.list(name).flatMap((item) => {
      const use = TOKEN_USES.find((known) => known === item);
      if (use === undefined && item !== '') this.problems.push(`${name} must be of: ${TOKEN_USES.join(', ')}`);
      return use ?? [];
    });
  }

  oneOf<T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.text(name);
    const found = allowed.find((item) => item === value);
    if (found === undefined && value !== '') this.problems.push(`${name} must be one of: ${allowed.join(', ')}`);
    return found ?? allowed[0];
  }

  seconds(name: string): number {
    const text = this.text(name);
    if (text !== '' && !/^[1-9]\d{0,9}$/.test(text)) this.problems.push(`${name} must be a whole number of seconds`);
    return Number(text);
  }

  /** An endpoint as the AWS SDKs read it: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
  endpoint(name: string): string | undefined {
    const value = this.variables[name] ?? '';
    if (value === '') return undefined;
    if (!URL.canParse(value)) this.problems.push(`${name} must be a URL`);
    return value.replace(/\/+$/, '');
  }
}
