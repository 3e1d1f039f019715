import { issuersOf } from '../../lambda/adapters/cognito/issuers';
import { regionOf } from '../../lambda/adapters/cognito/user-pool-id';
import type { Variables } from '../../lambda/adapters/environment/reader';
import { ENVIRONMENT, TOKEN_USES, type TokenUse } from '../../lambda/contract';
import type { VerifierOptions } from '../api/verifier';

/** What a verifier goes by. */
export interface Configuration {
  readonly userPoolId: string;
  readonly userPoolClientIds: readonly string[];
  readonly tableName: string;
  readonly acceptedTokenUse: readonly TokenUse[];
  /** Milliseconds. */
  readonly maxAge: number;
  readonly region: string;
}

/** Seconds. */
const LONGEST_MAX_AGE = 300;
const OPTIONS: readonly (keyof VerifierOptions)[] = [
  'userPoolId',
  'clientIds',
  'tableName',
  'acceptedTokenUse',
  'maxAge',
  'region',
  'credentials',
  'onUnavailable',
];

/**
 * Takes options and, for what they leave out, variables.
 *
 * @throws Error that names every option that is missing or wrong
 */
export function readConfiguration(options: VerifierOptions, variables: Variables): Configuration {
  const problems = Object.keys(options)
    .filter((name) => !OPTIONS.some((known) => known === name))
    .map((name) => `${name}: unknown; allowed: ${OPTIONS.join(', ')}`);
  const variable = (name: string) => (variables[name] === '' ? undefined : variables[name]);
  const listed = (name: string) => variable(name)?.split(',');
  const wrong = (name: keyof VerifierOptions, got: unknown, allowed: string) =>
    problems.push(
      `${name}: got ${typeof got === 'function' ? 'a function' : JSON.stringify(got)}; allowed: ${allowed}`,
    );
  const missing = (name: keyof VerifierOptions, from: string) =>
    problems.push(`${name}: missing; give it, or set the environment variable ${from}`);

  const userPoolId = options.userPoolId ?? variable(ENVIRONMENT.userPoolId) ?? '';
  if (userPoolId === '') missing('userPoolId', ENVIRONMENT.userPoolId);
  else if (!isUserPoolId(userPoolId)) {
    wrong('userPoolId', userPoolId, 'the id of a user pool, such as us-east-1_AbCd12345');
  }

  const userPoolClientIds = options.clientIds ?? listed(ENVIRONMENT.userPoolClientIds) ?? [];
  if (!isListOfText(userPoolClientIds)) wrong('clientIds', userPoolClientIds, 'a list of ids of app clients');
  else if (userPoolClientIds.length === 0) missing('clientIds', ENVIRONMENT.userPoolClientIds);

  const tableName = options.tableName ?? variable(ENVIRONMENT.revocationTableName) ?? '';
  if (tableName === '') missing('tableName', ENVIRONMENT.revocationTableName);
  else if (typeof tableName !== 'string') wrong('tableName', tableName, 'a name');

  const acceptedTokenUse: readonly unknown[] =
    options.acceptedTokenUse ?? listed(ENVIRONMENT.acceptedTokenUse) ?? TOKEN_USES;
  if (!isListOfText(acceptedTokenUse) || acceptedTokenUse.length === 0 || !acceptedTokenUse.every(isTokenUse)) {
    wrong('acceptedTokenUse', acceptedTokenUse, `a list of one or both of ${TOKEN_USES.join(', ')}`);
  }

  const maxAge = options.maxAge ?? 0;
  if (typeof maxAge !== 'number' || !(maxAge >= 0 && maxAge <= LONGEST_MAX_AGE)) {
    wrong('maxAge', maxAge, `0 to ${String(LONGEST_MAX_AGE)} seconds`);
  }

  const region = options.region ?? regionOf(userPoolId);
  if (region === '' && options.region !== undefined) wrong('region', region, 'a Region, such as us-east-1');
  for (const name of ['credentials', 'onUnavailable'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') wrong(name, options[name], 'a function');
  }

  if (problems.length > 0) throw new Error(`createVerifier: ${problems.join('; ')}`);
  return {
    userPoolId,
    userPoolClientIds,
    tableName,
    acceptedTokenUse: acceptedTokenUse.filter(isTokenUse),
    maxAge: maxAge * 1000,
    region,
  };
}

function isUserPoolId(value: unknown): boolean {
  try {
    return typeof value === 'string' && issuersOf(value).every((issuer) => issuer.endsWith(value));
  } catch {
    return false;
  }
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}

function isTokenUse(value: unknown): value is TokenUse {
  return TOKEN_USES.some((use) => use === value);
}
