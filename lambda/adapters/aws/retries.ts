import { TransportError } from './connections';
import { ServiceError } from './json-answer';
import { pause } from './pause';

/** How long something is tried for. Times are milliseconds. */
export interface RetryPolicy {
  /** Of one attempt. */
  readonly attemptTimeout: number;
  /** Of all attempts together. */
  readonly deadline: number;
  readonly maxAttempts: number;
  /** The longest pause after the first attempt; it doubles with each, up to 400. */
  readonly firstPause: number;
}

const LONGEST_PAUSE = 400;

/**
 * Tries until it succeeds. Faults of the network, throttling and whatever makes no sense are tried again, after a random pause;
 * a connection that turns out to be dead is replaced at once.
 *
 * @param attempt - has so many milliseconds; undefined if there is more to do
 * @throws whatever the last attempt threw; Error if all that there were left something to do
 */
export async function tryAgain<T>(
  attempt: (timeout: number) => Promise<T | undefined>,
  { attemptTimeout, deadline, maxAttempts, firstPause }: RetryPolicy,
): Promise<T> {
  const startedAt = performance.now();
  const timeLeft = () => deadline - (performance.now() - startedAt);
  let failure: TransportError | ServiceError | undefined;
  for (let number = 1; number <= maxAttempts && timeLeft() > 0; number++) {
    try {
      const result = await attempt(Math.min(attemptTimeout, timeLeft()));
      if (result !== undefined) return result;
      failure = undefined;
    } catch (error) {
      if (!isWorthAnotherTry(error)) throw error;
      failure = error;
      if (error instanceof TransportError && error.isStale) continue;
    }
    await pause(Math.min(firstPause * 2 ** (number - 1), LONGEST_PAUSE, timeLeft()));
  }
  // Made where it is thrown: writing down a stack takes a good part of what a decision does.
  throw failure ?? new Error('something was left undone, or there was no time');
}

function isWorthAnotherTry(error: unknown): error is TransportError | ServiceError {
  return error instanceof TransportError || (error instanceof ServiceError && error.isTransient);
}
