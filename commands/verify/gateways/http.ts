import { codeOf } from '../aws/failures';
import { VerifyError } from '../verify-error';

/** What was answered. */
export interface HttpAnswer {
  /** 0 if nobody answered. */
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Milliseconds. */
  readonly took: number;
  /** The status; where there is none, why. */
  readonly told: string;
}

/** What is asked. */
export interface HttpQuestion {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request. That nobody answers is an answer too. */
export type Ask = (url: string, question?: HttpQuestion) => Promise<HttpAnswer>;

/** Milliseconds: API Gateway answers after 30 s at the latest. */
const PATIENCE = 35_000;

/**
 * Sends requests once each, and follows no redirect: a token is for one address.
 *
 * @param signal - ends the run: then `VerifyError` `interrupted` is thrown
 */
export function createAsk(signal: AbortSignal): Ask {
  return async (url, { method = 'GET', headers = {}, body } = {}) => {
    const startedAt = performance.now();
    const took = () => Math.round(performance.now() - startedAt);
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, took: took(), told: String(response.status) };
    } catch (error) {
      if (signal.aborted) throw new VerifyError('interrupted', 'It was interrupted.', { cause: error });
      return { status: 0, headers: new Headers(), text: '', took: took(), told: codeOf(error) };
    }
  };
}

/** The members of a JSON object; none if it is no such text. */
export function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
