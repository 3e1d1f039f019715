import type { Refusal } from './api';

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
      throw new AskError('no_server', 'The console does not answer: was it ended? Start it again in the terminal.');
    });
    const answer = (await response.json().catch(() => ({}))) as T | Partial<Refusal>;
    if (response.ok) return answer as T;
    const { error = 'unexpected', error_description: text = `the answer was ${String(response.status)}` } =
      answer as Partial<Refusal>;
    throw new AskError(error, text);
  };
}

/** What went wrong, whatever was thrown. */
export function askErrorOf(error: unknown): AskError {
  return error instanceof AskError
    ? error
    : new AskError('unexpected', `Something unexpected happened: ${String(error)}`);
}
