import { isCredentialsError } from '../../shared/credentials';
import { signedHeaders, type Caller } from '../../shared/caller';
import { ConsoleError } from '../console-error';
import { explain } from './failures';

/** What the sign-out API answered. */
export interface ApiAnswer {
  readonly status: number;
  /** The members of what is a JSON object; none if it is something else. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What it is asked. */
export interface ApiQuestion {
  /** Such as `/admin/sessions`. */
  readonly path: string;
  readonly members: object;
  /** Whether it does something: then an answer that is missing leaves it open whether that was done. */
  readonly changes: boolean;
}

/** Milliseconds: API Gateway answers after 30 s at the latest. */
const PATIENCE = 35_000;

/** Errors of a connection over which no request was sent. */
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|^ERR_TLS_|CERT/;

/**
 * Sends a `POST` to an administrator's route of the sign-out API, signed by the operator, once.
 *
 * @throws ConsoleError `no_credentials`, `not_permitted`, `unavailable`, `unknown_outcome`
 */
export async function postToApi(
  caller: Caller,
  address: string,
  { path, members, changes }: ApiQuestion,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  const url = new URL(address + path);
  const content = { contentType: 'application/json', body: JSON.stringify(members) };
  const headers = await signedHeaders(caller, url, content, (error) => explain(error, 'execute-api:Invoke', url.href));
  try {
    // A signature is for one address: it is not carried on to another.
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: content.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    const answer = { status: response.status, body: objectIn(await response.text()) };
    if (answer.status === 403) throw forbidden(response.headers.get('x-amzn-errortype') ?? '', path);
    return answer;
  } catch (error) {
    throw error instanceof ConsoleError ? error : unreachable(error, address, changes);
  }
}

/** API Gateway's own words are not repeated: they may hold a part of the request. */
function forbidden(errorType: string, path: string): ConsoleError {
  const [name = ''] = /^\w{1,64}/.exec(errorType) ?? [];
  if (isCredentialsError(name)) return new ConsoleError('no_credentials', name);
  return new ConsoleError(
    'not_permitted',
    `Your credentials do not allow execute-api:Invoke on the route POST ${path} of the sign-out API. Ask for that permission: ` +
      'docs/console.md of cognito-sign-out has a policy with all that the console takes.',
  );
}

function unreachable(error: unknown, address: string, changes: boolean): ConsoleError {
  const cause = error instanceof Error ? error.cause : undefined;
  const [code = 'unknown'] = [cause, error].flatMap((thrown) => codeOf(thrown) ?? []);
  const problem = `${address} could not be reached, or its answer not be read (${code}).`;
  return changes && !NOT_SENT.test(code)
    ? new ConsoleError('unknown_outcome', `${problem} It is not known whether the sign-out was recorded: do it again.`)
    : new ConsoleError('unavailable', `${problem} ${changes ? 'Nobody was signed out.' : 'Try again.'}`);
}

function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
