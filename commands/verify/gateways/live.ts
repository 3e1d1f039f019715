import { setTimeout as sleep } from 'node:timers/promises';

import { VerifyError } from '../verify-error';

/** How a connection ended. */
export interface Ending {
  /** `performance.now()` of then. */
  readonly at: number;
  /** Such as `closed with 1000`. */
  readonly how: string;
}

/** A connection that is open. */
export interface LiveConnection {
  readonly ended: Promise<Ending>;
  /** Ends it, if it is still open. */
  readonly close: () => void;
}

/** What keeps connections open that it has once accepted. */
export interface LiveGateway {
  readonly name: 'WebSocket' | 'AppSync subscription';
  /** @returns why it was refused, if it was */
  readonly open: (token: string) => Promise<LiveConnection | string>;
}

/** Milliseconds in which whoever accepts connections has to answer. */
export const OPENING_PATIENCE = 15_000;

/**
 * What came of a promise in that time (milliseconds); undefined if nothing.
 *
 * @throws VerifyError `interrupted` as soon as the signal comes
 */
export async function within<T>(promise: Promise<T>, time: number, signal: AbortSignal): Promise<T | undefined> {
  const over = new AbortController();
  const late = sleep(time, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {
    if (signal.aborted) throw new VerifyError('interrupted', 'It was interrupted.');
    return undefined;
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}
