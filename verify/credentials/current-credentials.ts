import type { Credentials } from '../../lambda/adapters/aws/request-signer';
import type { Clock } from '../../lambda/core/clock';
import { RevocationError } from '../../lambda/core/errors';
import type { CredentialsProvider, ServiceCredentials } from '../api/credentials';

/** Milliseconds before they expire from which on new ones are asked for, while these still serve. */
const EARLY = 300_000;
/** Milliseconds before they expire from which on they serve no more: the request must arrive. */
const MARGIN = 10_000;
/** Milliseconds after which those that do not say when they expire are asked for again. */
const REVISIT = 60_000;
/** Milliseconds after a failure until they are asked for again, while those at hand still serve. */
const PAUSE = 10_000;
/** Milliseconds that a request waits for them. */
const TIMEOUT = 5000;

/** Credentials that are at hand, and are kept fresh. */
export interface CurrentCredentials {
  /**
   * Sees to it that there are some.
   *
   * @throws RevocationError `credentials_unavailable`
   */
  ready(): Promise<void>;
  /** Those at hand: after {@link ready}. */
  readonly current: () => Credentials;
}

interface Held {
  readonly credentials: Credentials;
  readonly refreshAt: number;
  readonly unusableAt: number;
}

/** Asks a provider as seldom as can be: once for all requests that wait, and in the background while there are some. */
export function createCurrentCredentials(provider: CredentialsProvider, clock: Pick<Clock, 'now'>): CurrentCredentials {
  let held: Held | undefined;
  let pending: Promise<void> | undefined;
  let pausedUntil = 0;
  let asked = 0;
  let answered = 0;

  const ask = async () => {
    const attempt = ++asked;
    const got = heldOf(await provider(), clock.now());
    // One that took too long is welcome still, but not in the place of what was asked for later.
    if (attempt < answered) return;
    answered = attempt;
    held = got;
  };
  // What never answers must not keep us from asking again.
  const refresh = () => (pending ??= inTime(ask()).finally(() => (pending = undefined)));
  const refreshInBackground = () => {
    if (pending !== undefined || clock.now() < pausedUntil) return;
    refresh().catch(() => (pausedUntil = clock.now() + PAUSE));
  };

  return {
    async ready() {
      const now = clock.now();
      if (held !== undefined && now < held.unusableAt) {
        if (now >= held.refreshAt) refreshInBackground();
        return;
      }
      try {
        await refresh();
      } catch (cause) {
        throw new RevocationError('credentials_unavailable', "the service's AWS credentials could not be had", {
          cause,
        });
      }
    },

    current() {
      if (held === undefined) throw new RevocationError('credentials_unavailable', 'there are no credentials yet');
      return held.credentials;
    },
  };
}

function heldOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: ServiceCredentials, now: number): Held {
  // Who writes a provider may do so in JavaScript.
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') {
    throw new Error('the option `credentials` gave no accessKeyId or no secretAccessKey');
  }
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const expiresAt = expiration?.getTime();
  return expiresAt === undefined
    ? { credentials, refreshAt: now + REVISIT, unusableAt: Infinity }
    : { credentials, refreshAt: expiresAt - EARLY, unusableAt: expiresAt - MARGIN };
}

async function inTime(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no credentials in ${String(TIMEOUT)} ms`));
    }, TIMEOUT);
  });
  try {
    await Promise.race([work, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
