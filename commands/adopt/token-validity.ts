import type { TimeUnitsType, TokenValidityUnitsType } from '@aws-sdk/client-cognito-identity-provider';

import type { ClientDescription } from './client-description';

/** Seconds in each unit that Cognito knows. */
const TIME_UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const satisfies Record<
  TimeUnitsType,
  number
>;

/** The tokens that a client gets. */
export const TOKENS = ['AccessToken', 'IdToken', 'RefreshToken'] as const;

/** A token that a client gets. */
export type Token = (typeof TOKENS)[number];

/** How long tokens live, in seconds. */
export type TokenValidities = Readonly<Partial<Record<Token, number>>>;

/** A length of time as Cognito writes it. */
interface Validity {
  readonly count: number;
  readonly unit: TimeUnitsType;
}

/**
 * What Cognito takes where a client says nothing: for an hour, for an hour, for 30 days.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
 */
const DEFAULTS: Readonly<Record<Token, Validity>> = {
  AccessToken: { count: 1, unit: 'hours' },
  IdToken: { count: 1, unit: 'hours' },
  RefreshToken: { count: 30, unit: 'days' },
};

/** Whether it is a unit that Cognito measures validities in. */
export function isTimeUnit(unit: unknown): unit is TimeUnitsType {
  return typeof unit === 'string' && Object.hasOwn(TIME_UNITS, unit);
}

/** How long a token of this client lives, in seconds. */
export function secondsOf(client: ClientDescription, token: Token): number {
  const { count, unit } = validityOf(client, token);
  return count * TIME_UNITS[unit];
}

/** How long a token of this client lives, for people: the number and the unit that Cognito has. */
export function describeValidity(client: ClientDescription, token: Token): string {
  const { count, unit } = validityOf(client, token);
  const isDefault = !isSet(client[`${token}Validity`]);
  return `${String(count)} ${count === 1 ? unit.slice(0, -1) : unit}${isDefault ? ' (default)' : ''}`;
}

/** Settings of a client that make its tokens live so long; what is not asked for, or is so already, stays as it is. */
export function settingsFor(client: ClientDescription, asked: TokenValidities): ClientDescription {
  const settings: Record<string, unknown> = {};
  const units: TokenValidityUnitsType = { ...(client['TokenValidityUnits'] as TokenValidityUnitsType | undefined) };
  for (const token of TOKENS) {
    const seconds = asked[token];
    if (seconds === undefined || seconds === secondsOf(client, token)) continue;
    const { count, unit } = inWholeUnits(seconds, validityOf(client, token).unit);
    settings[`${token}Validity`] = count;
    settings['TokenValidityUnits'] = units;
    units[token] = unit;
  }
  return settings;
}

function validityOf(client: ClientDescription, token: Token): Validity {
  const count = client[`${token}Validity`];
  const units = client['TokenValidityUnits'] as TokenValidityUnitsType | undefined;
  return isSet(count) ? { count, unit: units?.[token] ?? DEFAULTS[token].unit } : DEFAULTS[token];
}

/** Cognito takes the number 0 for none. */
function isSet(count: unknown): count is number {
  return typeof count === 'number' && count !== 0;
}

/** In the unit that the client has already, if that gives a whole number; else in the largest that does. */
function inWholeUnits(seconds: number, present: TimeUnitsType): Validity {
  const units = [present, 'days', 'hours', 'minutes'] as const;
  const unit = units.find((unit) => seconds % TIME_UNITS[unit] === 0) ?? 'seconds';
  return { count: seconds / TIME_UNITS[unit], unit };
}
