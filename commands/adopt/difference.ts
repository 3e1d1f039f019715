import { isDeepStrictEqual } from 'node:util';

import type { ClientDescription } from './client-description';
import { SETTING_NAMES, unknownSettings } from './client-settings';
import { TOKENS, describeValidity, secondsOf, type Token } from './token-validity';

/** A setting that two descriptions of a client do not have in common, each side as text that may be shown. */
export interface Difference {
  readonly setting: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What Cognito takes where a client says nothing; it may say so after an update.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
 */
const DEFAULTS: ClientDescription = {
  AllowedOAuthFlowsUserPoolClient: false,
  AuthSessionValidity: 3,
  EnablePropagateAdditionalUserContextData: false,
  EnableTokenRevocation: false,
  PreventUserExistenceErrors: 'LEGACY',
  RefreshTokenRotation: { Feature: 'DISABLED' },
};

/**
 * What differs between two descriptions of a client in what they mean: the order in lists is Cognito's own affair, 60
 * minutes are an hour, and no mention of a setting is its default. `LastModifiedDate` does not count.
 */
export function differences(before: ClientDescription, after: ClientDescription): readonly Difference[] {
  const validities = TOKENS.filter((token) => secondsOf(before, token) !== secondsOf(after, token)).map((token) => ({
    setting: `${token}Validity`,
    before: describeValidity(before, token),
    after: describeValidity(after, token),
  }));
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const others = [...names]
    .filter((name) => !NOT_COMPARED.includes(name))
    .filter((name) => !isDeepStrictEqual(meaning(before, name), meaning(after, name)))
    .map((name) => ({ setting: name, before: shown(before, name), after: shown(after, name) }));
  return [...others, ...validities];
}

/** Differences for people, one a line. */
export function describeDifferences(found: readonly Difference[]): string {
  const width = Math.max(...found.map(({ setting }) => setting.length));
  return found.map(({ setting, before, after }) => `  ${setting.padEnd(width)}  ${before} → ${after}`).join('\n');
}

const NOT_COMPARED = [
  'LastModifiedDate',
  'TokenValidityUnits',
  ...TOKENS.map((token: Token) => `${token}Validity` as const),
];

function meaning(client: ClientDescription, name: string): unknown {
  const value = client[name] ?? DEFAULTS[name];
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;
}

/** Only what is known not to be a secret is shown. */
function shown(client: ClientDescription, name: string): string {
  const value = client[name];
  if (value === undefined) return '(not set)';
  const isKnown = SETTING_NAMES.some((known) => known === name) && unknownSettings({ [name]: value }).length === 0;
  return isKnown ? JSON.stringify(value) : '(not shown)';
}
