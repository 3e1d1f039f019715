import { PATH, type Refusal } from './api';

/** There is no answer. The message is for people. */
export class AskError extends Error {
  override readonly name = 'AskError';

  /** @param code - as the server has it; `no_server` if that does not answer */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Asks the page's server. */
export type Ask = <T>(path: string, body?: object, signal?: AbortSignal) => Promise<T>;

/** Milliseconds: longer than the server waits for AWS, so that it is the one to say what was too slow. */
const PATIENCE = 90_000;

/** Asks with the server's token. */
export function createAsk(token: string): Ask {
  return async <T>(path: string, body: object = {}, signal?: AbortSignal) => {
    const patience = AbortSignal.timeout(PATIENCE);
    const response = await fetch(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    }).catch(() => {
      throw lost(path);
    });
    const answer = (await response.json().catch(() => {
      throw lost(path);
    })) as T | Partial<Refusal>;
    if (response.ok) return answer as T;
    const { error = 'unexpected', error_description: text = `the answer was ${String(response.status)}` } =
      answer as Partial<Refusal>;
    throw new AskError(error, error === 'unexpected' ? `${text}.${mayStand(path)}` : text);
  };
}

/** No answer has come, or not all of it. */
function lost(path: string): AskError {
  const text = 'The console does not answer: was it ended? Start it again in the terminal.';
  return new AskError('no_server', `${text}${mayStand(path)}`);
}

/** Of a sign-out, the server may have done what it could not tell. */
function mayStand(path: string): string {
  return path === PATH.signOut
    ? ' The sign-out may stand all the same: look into the record, or do it again, which does no harm.'
    : '';
}

/** What went wrong, whatever was thrown. */
export function askErrorOf(error: unknown): AskError {
  return error instanceof AskError
    ? error
    : new AskError('unexpected', `Something unexpected happened: ${String(error)}`);
}
