import type { Duration } from 'aws-cdk-lib';

import { MAX_REFRESH_TOKEN_VALIDITY } from '../sign-out-api/refresh-token-validity';
import { SETTINGS, type Settings } from './settings';

/** The settings are not valid. The message lists everything that is wrong with them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Context = Readonly<Record<string, unknown>>;
type Name = keyof Settings;

/**
 * Reads the settings from CDK context.
 *
 * @param region - where the stack will be, if that is known
 * @throws SettingsError with all errors at once, each naming the setting, the value got and the values allowed
 */
export function readSettings(context: Context, region?: string): Settings {
  const problems = Object.keys(context)
    .filter((name) => !Object.hasOwn(SETTINGS, name) && !isCdksOwn(name))
    .map((name) => `${name}: unknown setting; known are: ${Object.keys(SETTINGS).join(', ')}`);

  const settings: Partial<Settings> = {};
  for (const name of Object.keys(SETTINGS) as Name[]) {
    const value = context[name] ?? SETTINGS[name].default;
    if (value === undefined) continue;
    const parsed = SETTINGS[name].parse(asText(value));
    if (parsed === undefined) problems.push(notAllowed(name, value, SETTINGS[name].allowed));
    else Object.assign(settings, { [name]: parsed });
  }
  problems.push(...contradictions(context, settings, region));
  // How long the refresh tokens of somebody else's clients live is not known: as long as Cognito allows.
  if (settings.userPoolId !== undefined && context['refreshTokenValidity'] === undefined) {
    Object.assign(settings, { refreshTokenValidity: MAX_REFRESH_TOKEN_VALIDITY });
  }

  if (problems.length > 0) throw new SettingsError(['Settings that are not valid:', ...problems].join('\n- '));
  return settings as Settings;
}

/** What is allowed each by itself, but not together. */
function contradictions(context: Context, settings: Partial<Settings>, region: string | undefined): string[] {
  const { accessTokenValidity, idTokenValidity, refreshTokenValidity, userPoolId, replicaRegions } = settings;
  const isGiven = (name: Name) => context[name] !== undefined;
  const needs = (name: Name, other: Name) =>
    isGiven(name) && !isGiven(other)
      ? [`${other}: missing; allowed: ${SETTINGS[other].allowed}, as ${name} is given`]
      : [];
  const excludes = (name: Name, other: Name) =>
    isGiven(name) && isGiven(other)
      ? [
          notAllowed(
            other,
            context[other],
            `nothing, as ${name} is given: that pool and its clients are left as they are`,
          ),
        ]
      : [];

  const seconds = (validity: Duration | undefined) => validity?.toSeconds() ?? 0;
  const longest = Math.max(seconds(accessTokenValidity), seconds(idTokenValidity));
  const isTooShort = refreshTokenValidity !== undefined && seconds(refreshTokenValidity) < longest;
  const poolRegion = userPoolId?.split('_')[0];
  const isElsewhere = poolRegion !== undefined && region !== undefined && poolRegion !== region;
  return [
    ...(isTooShort
      ? [
          notAllowed(
            'refreshTokenValidity',
            context['refreshTokenValidity'] ?? SETTINGS.refreshTokenValidity.default,
            SETTINGS.refreshTokenValidity.allowed,
          ),
        ]
      : []),
    ...needs('domainPrefix', 'callbackUrls'),
    ...needs('callbackUrls', 'domainPrefix'),
    ...needs('userPoolId', 'userPoolClientIds'),
    ...needs('userPoolClientIds', 'userPoolId'),
    ...(['accessTokenValidity', 'idTokenValidity', 'domainPrefix', 'callbackUrls'] as const).flatMap((other) =>
      excludes('userPoolId', other),
    ),
    // A table can be replicated only from a Region that its template names.
    ...(replicaRegions !== undefined && region === undefined
      ? [
          notAllowed(
            'replicaRegions',
            context['replicaRegions'],
            'nothing, as it is not known which Region the stack goes to: name it in AWS_REGION, or in the profile',
          ),
        ]
      : []),
    ...(region !== undefined && replicaRegions?.includes(region) === true
      ? [
          notAllowed(
            'replicaRegions',
            context['replicaRegions'],
            `other Regions than ${region}, where the stack goes, and its table is anyway`,
          ),
        ]
      : []),
    ...(isElsewhere
      ? [notAllowed('userPoolId', context['userPoolId'], `a user pool in ${region}, the Region of the stack`)]
      : []),
  ];
}

function notAllowed(name: Name, value: unknown, allowed: string): string {
  return `${name}: got ${JSON.stringify(value)}; allowed: ${allowed}`;
}

/** `cdk.json` may say `true` instead of `"true"`; whatever else is no string is not allowed, and neither is "". */
function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

/** Context that belongs to CDK: feature flags and look-ups have one of these characters; its command line writes two. */
function isCdksOwn(name: string): boolean {
  return /[:@/]/.test(name) || ['acknowledged-issue-numbers', 'cli-telemetry'].includes(name);
}
