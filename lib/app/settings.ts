import type { Duration } from 'aws-cdk-lib';

import { TokenUse } from '../authorizer/token-use';
import { USER_POOL_ID } from '../authorizer/user-pool-location';
import { MAIL_ADDRESS } from '../monitoring/monitoring';
import { REGION } from '../replica-regions';
import { REDIRECT_URLS } from '../sign-out-api/logout-urls';
import { duration, list, origin, redirectUrl, type SettingRule } from './setting-rules';

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
  readonly acceptedTokenUse: TokenUse[];
  /** Origins that browsers may call from. */
  readonly allowedOrigins: string[];
  /** Whether the user pool and the revocation table are protected from deletion. */
  readonly deletionProtection: boolean;
  /** First part of the address of managed login: `{domainPrefix}.auth.{region}.amazoncognito.com`. */
  readonly domainPrefix?: string;
  /** Where managed login may send a browser after signing in. */
  readonly callbackUrls?: readonly string[];
  /**
   * Where a browser may be sent to after signing out; with managed login the first is in the `logoutUrl` of a sign-out's answer.
   */
  readonly logoutUrls?: string[];
  /** A user pool that there is already; it is left as it is. */
  readonly userPoolId?: string;
  /** Its app clients whose tokens are accepted. */
  readonly userPoolClientIds?: readonly string[];
  /** Other Regions that the revocation table is replicated to, for authorizers there. */
  readonly replicaRegions?: string[];
  /** An address that alarms are sent to. */
  readonly alarmEmail?: string;
  /** How many registered sessions a user may have: registering one more ends the oldest. */
  readonly maxSessions?: number;
}

/**
 * Every setting there is. Token lifetimes have Cognito's own bounds.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const SETTINGS: { readonly [Name in keyof Settings]-?: SettingRule<NonNullable<Settings[Name]>> } = {
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
    parse: (text) => list(text, (item) => Object.values(TokenUse).find((use: string) => use === item)),
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
  domainPrefix: {
    allowed: '1 to 63 of a-z, 0-9 and - (not at the ends), without aws, amazon or cognito',
    parse: (text) => {
      const isPrefix = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text) && !/aws|amazon|cognito/.test(text);
      return isPrefix ? text : undefined;
    },
  },
  callbackUrls: redirectUrls(),
  logoutUrls: redirectUrls(),
  userPoolId: {
    allowed: 'the id of a user pool, such as us-east-1_Example, in the Region of the stack',
    parse: (text) => (USER_POOL_ID.test(text) ? text : undefined),
  },
  userPoolClientIds: {
    allowed: 'ids of its app clients, comma-separated',
    parse: (text) => list(text, (item) => (/^[\w+]{1,128}$/.test(item) ? item : undefined)),
  },
  replicaRegions: {
    allowed: 'other Regions than that of the stack, such as eu-central-1, comma-separated, each once',
    parse: (text) => list(text, (item) => (REGION.test(item) ? item : undefined)),
  },
  alarmEmail: {
    allowed: 'an address such as ops@example.com',
    parse: (text) => (MAIL_ADDRESS.test(text) ? text : undefined),
  },
  maxSessions: {
    allowed: 'a whole number from 1 to 100',
    parse: (text) => (/^([1-9]\d?|100)$/.test(text) ? Number(text) : undefined),
  },
};

function redirectUrls(): SettingRule<string[]> {
  return {
    allowed: `${REDIRECT_URLS}, comma-separated, without #`,
    parse: (text) => list(text, redirectUrl),
  };
}
