import { END_SUBSCRIPTIONS } from '../../contract';
import type { LiveSubscriptions, SubscriptionEnd } from '../../core/connections/live-subscriptions';
import { RevocationError } from '../../core/errors';
import { canonicalPathOf, createRequestSigner, type Credentials, type SignRequest } from '../aws/request-signer';

/** A subscription field of an AppSync API. */
export interface SubscriptionField {
  /** Where the API takes mutations. */
  readonly url: string;
  /** Name of the field of the type `Subscription`. */
  readonly field: string;
}

/** What {@link createAppSyncSubscriptions} needs. */
export interface AppSyncSubscriptionsOptions {
  readonly fields: readonly SubscriptionField[];
  /** The Region that the APIs are in. */
  readonly region: string;
  /** Those of a function's own role: asked anew for each request, for they may be replaced. */
  readonly readCredentials: () => Credentials;
  /** Resolves when the next request may be sent: see `createPace`. */
  readonly turn: () => Promise<void>;
  /** Waits before another attempt; by default a random while that grows with the attempts. */
  readonly pause?: (attempt: number) => Promise<void>;
}

const MAX_ATTEMPTS = 3;
/** Milliseconds. AppSync only passes it on: there is no data source behind. */
const TIMEOUT = 2000;

const MUTATION = `mutation End(
  $subscription: String!, $key: String!, $tokensValidAfter: AWSTimestamp!, $othersValidAfter: AWSTimestamp!, $exemptSession: String!
) {
  ${END_SUBSCRIPTIONS}(
    subscription: $subscription, key: $key, tokensValidAfter: $tokensValidAfter, othersValidAfter: $othersValidAfter, exemptSession: $exemptSession
  )
}`;

/**
 * Ends subscriptions by the mutation `endSubscriptions` of each API, a request for each field, signed by AWS Signature
 * Version 4. Of several fields in one request only the last took effect (aws/aws-appsync-community#223).
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-invalidation.html
 */
export function createAppSyncSubscriptions(options: AppSyncSubscriptionsOptions): LiveSubscriptions {
  const { fields, turn, pause = randomPause, region, readCredentials } = options;
  const sign = createRequestSigner('appsync', region, readCredentials);

  const endField = async (target: SubscriptionField, what: SubscriptionEnd) => {
    const query = { query: MUTATION, variables: { subscription: target.field, ...what } };
    for (let attempt = 1; ; attempt++) {
      await turn();
      const failure = await post(sign, target.url, JSON.stringify(query));
      if (failure === undefined) return;
      if (attempt === MAX_ATTEMPTS) throw unavailable(target, failure);
      await pause(attempt);
    }
  };

  return {
    async end(what) {
      const outcomes = await Promise.allSettled(fields.map((target) => endField(target, what)));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}

/** Why it failed; undefined if it did not. */
async function post(sign: SignRequest, url: string, body: string): Promise<Error | undefined> {
  const { host, pathname } = new URL(url);
  const canonicalPath = canonicalPathOf(pathname);
  try {
    const headers = sign({ host, canonicalPath, contentType: 'application/json', body }, Date.now());
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
    const answer = await response.text();
    return response.ok ? errorIn(answer) : failure(`HTTP ${String(response.status)}`);
  } catch (cause) {
    return cause instanceof Error ? cause : failure('unknown');
  }
}

/** GraphQL says 200 to what it could not do as well. Messages stay out: they repeat what was sent. */
function errorIn(answer: string): Error | undefined {
  const { data, errors } = JSON.parse(answer) as {
    data?: Readonly<Record<string, unknown>> | null;
    errors?: readonly { readonly errorType?: unknown }[] | null;
  };
  if (data?.[END_SUBSCRIPTIONS] === true && (errors ?? []).length === 0) return undefined;
  return failure((errors ?? []).map(({ errorType }) => String(errorType)).join(', ') || 'no result');
}

function failure(code: string): Error {
  return Object.assign(new Error('the mutation has failed'), { code });
}

async function randomPause(attempt: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * 2 ** attempt));
}

function unavailable({ field }: SubscriptionField, cause: Error): RevocationError {
  return new RevocationError('subscriptions_unavailable', `the subscriptions ${field} could not be ended`, { cause });
}
