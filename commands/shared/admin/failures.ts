import { explainNoCredentials, isCredentialsError } from '../credentials';
import { AdminError } from './admin-error';
import type { Undertaking } from './undertaking';

/** What an error, or the name of one, means for the caller's credentials; undefined if nothing. */
export function explainCredentials(cause: unknown, { notDone }: Undertaking): AdminError | undefined {
  const name = cause instanceof Error ? cause.name : cause;
  if (typeof name !== 'string' || !isCredentialsError(name)) return undefined;
  return new AdminError(
    'no_credentials',
    `${explainNoCredentials(name)}\nIf they are valid, look at the clock of this machine. ${notDone}`,
    { cause },
  );
}

/** Errors of a connection over which no request was sent: nobody was there, or it was not who it should be. */
const NOT_SENT = [
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/,
  /^ERR_TLS_|CERT|SIGNATURE/,
];

/** What it means that the API could not be reached, or its answer not be read. */
export function explainConnection(error: unknown, address: string, { notDone, unknown }: Undertaking): AdminError {
  const cause = error instanceof Error ? error.cause : undefined;
  const [code = 'unknown'] = [cause, error].flatMap((thrown) => codeOf(thrown) ?? []);
  const outcome = NOT_SENT.some((pattern) => pattern.test(code)) ? notDone : `${unknown}: run this again.`;
  const text = `${address} could not be reached, or its answer could not be read (${code}).\n${outcome}`;
  return new AdminError('unavailable', text, { cause: error });
}

/** What to call an error by. Never its message: it may repeat a piece of what could not be read. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}
