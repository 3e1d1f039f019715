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
  /** Where DynamoDB is: no slash at the end. */
  readonly dynamoDbEndpoint: string;
  /** The Region that requests are signed for. */
  readonly region: string;
}

/** What requests to AWS are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
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

/** What ending live subscriptions needs to know. */
export interface EndSubscriptionsEnvironment {
  /** Where AppSync APIs are, and which of their fields. */
  readonly fields: readonly { readonly url: string; readonly field: string }[];
  /** The Region that requests are signed for. */
  readonly region: string;
}

/** Reads the environment of a function that ends live subscriptions: see {@link readAuthorizerEnvironment}. */
export function readEndSubscriptionsEnvironment(variables: Variables = process.env): EndSubscriptionsEnvironment {
  return read(variables, (reader) => ({
    fields: reader.subscriptionFields(ENVIRONMENT.subscriptionFields),
    region: reader.text('AWS_REGION'),
  }));
}

/** Reads the address of the queue of what is ended once more: see {@link readAuthorizerEnvironment}. */
export function readLateSubscriptionsQueueUrl(variables: Variables = process.env): string {
  return read(variables, (reader) => reader.text(ENVIRONMENT.lateSubscriptionsQueueUrl));
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

function authorizerEnvironment(reader: Reader): AuthorizerEnvironment {
  const region = reader.text('AWS_REGION');
  return {
    userPoolId: reader.text(ENVIRONMENT.userPoolId),
    userPoolClientIds: reader.list(ENVIRONMENT.userPoolClientIds),
    acceptedTokenUse: reader.tokenUses(ENVIRONMENT.acceptedTokenUse),
    revocationTableName: reader.text(ENVIRONMENT.revocationTableName),
    cognitoEndpoint:
      reader.endpoint('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER') ?? reader.endpoint('AWS_ENDPOINT_URL'),
    dynamoDbEndpoint:
      reader.endpoint('AWS_ENDPOINT_URL_DYNAMODB') ??
      reader.endpoint('AWS_ENDPOINT_URL') ??
      `https://dynamodb.${region}.amazonaws.com`,
    region,
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
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing or empty`);
    return value ?? '';
  }

  optional(name: string): string | undefined {
    const value = this.variables[name];
    return value === '' ? undefined : value;
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

  /** `{URL}#{field}`, of which a field is a GraphQL name. */
  subscriptionFields(name: string): readonly { readonly url: string; readonly field: string }[] {
    return this.list(name).flatMap((item) => {
      const { href = '', hash = '' } = URL.canParse(item) ? new URL(item) : {};
      if (/^#[_A-Za-z]\w*$/.test(hash)) return { url: href.slice(0, -hash.length), field: hash.slice(1) };
      if (item !== '') this.problems.push(`${name} must be of the form {URL}#{field}`);
      return [];
    });
  }

  seconds(name: string): number {
    const text = this.text(name);
    if (text !== '' && !/^[1-9]\d{0,9}$/.test(text)) this.problems.push(`${name} must be a whole number of seconds`);
    return Number(text);
  }

  /** An endpoint as the AWS SDKs read it: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
  endpoint(name: string): string | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    if (!/^https?:/.test(value) || !URL.canParse(value)) this.problems.push(`${name} must be a URL, of http or https`);
    return value.replace(/\/+$/, '');
  }
}
