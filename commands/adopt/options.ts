import { LOGOUT_DONE_PATH } from '../../lambda/contract';
import { ALLOWED_ADDRESS, quoteAddress, readApiAddress } from '../shared/api-address';
import { readCommandLine } from '../shared/command-line';
import { AdoptionError } from './adoption-error';
import { formatDuration, parseDuration } from '../shared/duration';
import type { Token, TokenValidities } from './token-validity';

/** What is asked for. */
export interface AdoptionOptions {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Seconds; a token that is not named keeps its validity. */
  readonly validities: TokenValidities;
  /** Where managed login has to send browsers back to, to be added to the client's sign-out URLs. */
  readonly signOutUrl?: string;
  /** Whether to make the change, and not only show it. */
  readonly apply: boolean;
}

/** How to write the command. */
export const USAGE = `npx cognito-sign-out adopt --user-pool-id ID --client-id ID [options]

Switches token revocation on for an app client that exists, and leaves its other settings as they are.
Without --apply it only shows what it would change.

  --user-pool-id ID               the user pool, such as us-east-1_AbCd12345
  --client-id ID                  the app client, such as 1example23456789
  --access-token-validity TIME    5m to 1d, whole minutes (default: as it is)
  --id-token-validity TIME        5m to 1d, whole minutes (default: as it is)
  --refresh-token-validity TIME   1h to 3650d, whole minutes, not shorter than the two above (default: as it is)
  --sign-out-api-url URL          lets the client's users return by URL${LOGOUT_DONE_PATH}: adds it to the sign-out URLs
  --apply                         make the change
  --help                          show this`;

const POOL = { pattern: /^[a-z]{2,}(-[a-z]+)+-\d+_[0-9A-Za-z]{1,40}$/, allowed: 'an id such as us-east-1_AbCd12345' };
const CLIENT = { pattern: /^[\w+]{1,128}$/, allowed: 'an id such as 1example23456789' };
const SHORT = { min: 300, max: 86_400, allowed: '5m to 1d, whole minutes' };

/** Cognito's own bounds, in seconds: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const VALIDITIES = [
  { option: 'access-token-validity', token: 'AccessToken', ...SHORT },
  { option: 'id-token-validity', token: 'IdToken', ...SHORT },
  {
    option: 'refresh-token-validity',
    token: 'RefreshToken',
    min: 3600,
    max: 3650 * 86_400,
    allowed: '1h to 3650d, whole minutes',
  },
] as const satisfies readonly { option: string; token: Token; min: number; max: number; allowed: string }[];

const OPTIONS = {
  withValue: ['user-pool-id', 'client-id', ...VALIDITIES.map(({ option }) => option), 'sign-out-api-url'],
  flags: ['apply', 'help'],
};

/**
 * Reads the command line.
 *
 * @returns `help` if that is asked for
 * @throws AdoptionError `invalid_options` with all problems at once, each naming the option, the value got and what is
 * allowed
 */
export function readOptions(args: readonly string[]): AdoptionOptions | 'help' {
  const { values, problems } = readCommandLine(args, OPTIONS);
  if (values.has('help') && problems.length === 0) return 'help';
  const text = (option: string, { pattern, allowed }: typeof POOL) => {
    const value = values.get(option);
    if (value === undefined) problems.push(`--${option}: missing; allowed: ${allowed}`);
    else if (!pattern.test(value)) problems.push(`--${option}: got ${JSON.stringify(value)}; allowed: ${allowed}`);
    return value ?? '';
  };
  const userPoolId = text('user-pool-id', POOL);
  const clientId = text('client-id', CLIENT);
  const apiUrl = values.get('sign-out-api-url');
  const api = readApiAddress(apiUrl ?? '');
  if (apiUrl !== undefined && api === undefined) {
    problems.push(`--sign-out-api-url: got ${quoteAddress(apiUrl)}; allowed: ${ALLOWED_ADDRESS}`);
  }

  const validities: Partial<Record<Token, number>> = {};
  for (const { option, token, min, max, allowed } of VALIDITIES) {
    const value = values.get(option);
    if (value === undefined) continue;
    const seconds = parseDuration(value) ?? NaN;
    if (seconds >= min && seconds <= max && seconds % 60 === 0) validities[token] = seconds;
    else problems.push(`--${option}: got ${JSON.stringify(value)}; allowed: ${allowed}`);
  }
  const { AccessToken = 0, IdToken = 0, RefreshToken = Infinity } = validities;
  if (RefreshToken < Math.max(AccessToken, IdToken)) {
    const got = JSON.stringify(values.get('refresh-token-validity'));
    const least = formatDuration(Math.max(AccessToken, IdToken));
    problems.push(`--refresh-token-validity: got ${got}; allowed: not shorter than the other two (${least})`);
  }

  if (problems.length > 0) {
    throw new AdoptionError('invalid_options', `Options that are not valid:\n- ${problems.join('\n- ')}\n\n${USAGE}`);
  }
  const signOutUrl = api === undefined ? {} : { signOutUrl: `${api}${LOGOUT_DONE_PATH}` };
  return { userPoolId, clientId, validities, ...signOutUrl, apply: values.has('apply') };
}
