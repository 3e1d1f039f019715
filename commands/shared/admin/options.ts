import { ALLOWED_ADDRESS, quoteAddress, readApiAddress } from '../api-address';
import type { CommandLine } from '../command-line';
import type { ApiPlace } from './admin-api';

/** What the help says of where the API is. */
export const USAGE_OF_API = `  --api-url URL     the sign-out API (default: the environment variable SIGN_OUT_API_URL, else as the stack says)
  --stack NAME      the CloudFormation stack whose output SignOutApiUrl to use (default: CognitoSignOut)
  --help            show this`;

/** The environment, as far as commands read it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How an option is written. */
export interface Format {
  readonly pattern: RegExp;
  /** For people. */
  readonly allowed: string;
}

/** The environment variable that names the sign-out API. */
const API_URL = 'SIGN_OUT_API_URL';
const DEFAULT_STACK = 'CognitoSignOut';
const MAX_REASON_LENGTH = 256;

/** How the option `--stack` is written. */
export const STACK_FORMAT: Format = {
  pattern: /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
  allowed: 'a name such as CognitoSignOut',
};

/** Adds a problem for each option that is given, and is not written as it should be. */
export function checkFormats(
  values: CommandLine['values'],
  formats: Readonly<Record<string, Format>>,
  problems: string[],
): void {
  for (const [option, { pattern, allowed }] of Object.entries(formats)) {
    const value = values.get(option);
    if (value === undefined || pattern.test(value)) continue;
    problems.push(`--${option}: got ${JSON.stringify(value)}; allowed: ${allowed}`);
  }
}

/** The option `--reason`, which the record keeps; a problem, if it says nothing or too much. */
export function reasonIn(values: CommandLine['values'], problems: string[]): string {
  const reason = values.get('reason');
  const allowed = `a text of 1 to ${String(MAX_REASON_LENGTH)} characters`;
  if (reason === undefined) problems.push(`--reason: missing; allowed: ${allowed}`);
  else if (reason.trim() === '') problems.push(`--reason: got ${JSON.stringify(reason)}; allowed: ${allowed}`);
  else if (reason.length > MAX_REASON_LENGTH) {
    problems.push(`--reason: got ${String(reason.length)} characters; allowed: ${allowed}`);
  }
  return reason ?? '';
}

/** Where the API is: as `--api-url` says, else the environment's `SIGN_OUT_API_URL`, of which an empty one counts as missing, else the stack. */
export function apiIn(values: CommandLine['values'], environment: Environment, problems: string[]): ApiPlace {
  const option = values.get('api-url');
  const fromEnvironment = environment[API_URL] ?? '';
  const [source, text] = option === undefined ? [API_URL, fromEnvironment] : ['--api-url', option];
  const stack = values.get('stack');
  if (option === undefined && fromEnvironment === '') return { stack: stack ?? DEFAULT_STACK };
  if (stack !== undefined) {
    // Of two APIs it must not be the wrong one that signs everybody out.
    problems.push(`--stack: got ${JSON.stringify(stack)}, and ${source} names an API too; allowed: one of the two`);
  }
  const address = readApiAddress(text);
  if (address === undefined) problems.push(`${source}: got ${quoteAddress(text)}; allowed: ${ALLOWED_ADDRESS}`);
  return { address: address ?? '' };
}
