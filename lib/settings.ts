import { Duration } from 'aws-cdk-lib';

import { TOKEN_USES, type TokenUse } from '../lambda/contract';

/** What the owner of a deployment decides, as CDK context: in `cdk.json`, or with `-c name=value`. */
export interface Settings {
  /** How long an access token of the app client is valid. */
  readonly accessTokenValidity: Duration;
  /** How long an ID token of the app client is valid. */
  readonly idTokenValidity: Duration;
  /** How long a session of the app client can be refreshed. A revocation is kept for that long and a day. */
  readonly refreshTokenValidity: Duration;
  /** How long a gateway may serve from an earlier verdict: the one setting that weakens the guarantee. */
  readonly revocationDelay: Duration;
  /** Which tokens the gateways accept. */
  readonly acceptedTokenUse: readonly TokenUse[];
  /** Origins that browsers may call from. */
  readonly allowedOrigins: readonly string[];
  /** Whether the user pool and the revocation table are protected from deletion. */
  readonly deletionProtection: boolean;
}

/** A setting: how it is written. */
export interface SettingRule<T> {
  /** What stands for a setting that is not given. */
  readonly default: string;
  /** For people: what is allowed. */
  readonly allowed: string;
  /** The value, or undefined if it is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

/**
 * Every setting there is. Token lifetimes have Cognito's own bounds.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const SETTINGS: { readonly [Name in keyof Settings]: SettingRule<Settings[Name]> } = {
  accessTokenValidity: duration('1h', '5m to 1d, whole minutes', { min: 300, max: 86_400, step: 60 }),
  idTokenValidity: duration('1h', '5m to 1d, whole minutes', { min: 300, max: 86_400, step: 60 }),
  refreshTokenValidity: duration('30d', '1h to 3650d, whole minutes, not shorter than the two above', {
    min: 3600,
    max: 3650 * 86_400,
    step: 60,
  }),
  revocationDelay: duration('0s', '0s to 5m', { min: 0, max: 300, step: 1 }),
  acceptedTokenUse: {
    default: 'access,id',
    allowed: 'access, id, or access,id',
    parse: (text) => list(text, (item) => TOKEN_USES.find((use) => use === item)),
  },
  allowedOrigins: {
    default: '*',
    allowed: '* or origins such as https://app.example.com, comma-separated',
    parse: (text) => (text === '*' ? ['*'] : list(text, origin)),
  },
  deletionProtection: {
    default: 'true',
    allowed: 'true or false',
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  },
};

/** The settings are not valid. The message lists everything that is wrong with them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings from CDK context.
 *
 * @throws SettingsError with all errors at once, each naming the setting, the value got and the values allowed
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const problems = Object.keys(context)
    .filter((name) => !Object.hasOwn(SETTINGS, name) && !isCdksOwn(name))
    .map((name) => `${name}: unknown setting; known are: ${Object.keys(SETTINGS).join(', ')}`);
  const refuse = (name: keyof Settings) => {
    const value = context[name] ?? SETTINGS[name].default;
    problems.push(`${name}: got ${JSON.stringify(value)}; allowed: ${SETTINGS[name].allowed}`);
  };

  const settings: Partial<Settings> = {};
  for (const name of Object.keys(SETTINGS) as (keyof Settings)[]) {
    const value = context[name] ?? SETTINGS[name].default;
    const parsed = SETTINGS[name].parse(asText(value));
    if (parsed === undefined) refuse(name);
    else Object.assign(settings, { [name]: parsed });
  }
  const { accessTokenValidity, idTokenValidity, refreshTokenValidity } = settings;
  const seconds = (validity: Duration | undefined) => validity?.toSeconds() ?? 0;
  const longest = Math.max(seconds(accessTokenValidity), seconds(idTokenValidity));
  if (refreshTokenValidity !== undefined && seconds(refreshTokenValidity) < longest) refuse('refreshTokenValidity');

  if (problems.length > 0) throw new SettingsError(['Settings that are not valid:', ...problems].join('\n- '));
  return settings as Settings;
}

/** `cdk.json` may say `true` instead of `"true"`; whatever else is no string is not allowed, and neither is "". */
function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

/** Context that belongs to CDK: feature flags and look-ups have one of these characters; its command line writes two. */
function isCdksOwn(name: string): boolean {
  return /[:@/]/.test(name) || ['acknowledged-issue-numbers', 'cli-telemetry'].includes(name);
}

function duration(
  byDefault: string,
  allowed: string,
  { min, max, step }: { min: number; max: number; step: number },
): SettingRule<Duration> {
  return {
    default: byDefault,
    allowed,
    parse: (text) => {
      const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
      const seconds = Number(count) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit ?? ''] ?? NaN);
      return seconds >= min && seconds <= max && seconds % step === 0 ? Duration.seconds(seconds) : undefined;
    },
  };
}

/** Comma-separated items without repetition. */
function list<T>(text: string, parse: (item: string) => T | undefined): readonly T[] | undefined {
  const items = text.split(',').map((item) => parse(item.trim()));
  const isValid = items.every((item) => item !== undefined) && new Set(items).size === items.length;
  return isValid ? items : undefined;
}

/** An origin as browsers send it: scheme, host and port, with nothing behind (RFC 6454 §6.2). */
function origin(item: string): string | undefined {
  const isOrigin = /^https?:[^*]+$/.test(item) && URL.canParse(item) && new URL(item).origin === item;
  return isOrigin ? item : undefined;
}
