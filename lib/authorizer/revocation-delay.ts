import type { Duration } from 'aws-cdk-lib';

/** Seconds. */
const MAX_REVOCATION_DELAY = 300;

/**
 * How long a gateway may serve from an earlier verdict, in seconds.
 *
 * @throws Error if that is too long, or only the deployment knows it: a gateway without a cache needs another authorizer
 */
export function secondsOf(revocationDelay: Duration | undefined): number {
  if (revocationDelay === undefined) return 0;
  if (revocationDelay.isUnresolved()) {
    throw new Error(
      'revocationDelay: got a value that only the deployment knows, such as a parameter; allowed: 0 to 5 minutes, as a number',
    );
  }
  const seconds = revocationDelay.toSeconds();
  if (seconds <= MAX_REVOCATION_DELAY) return seconds;
  throw new Error(`revocationDelay: got ${String(seconds)} seconds; allowed: 0 to 5 minutes`);
}
