import { RevocationError } from '../errors';
import { objectIn } from '../json-object';
import type { Revocation } from '../revocation/revocation';
import {
  clientKeyOf,
  partsOf,
  poolKeyOf,
  sessionKeyOf,
  userKeyOf,
  type RevocationKey,
} from '../revocation/revocation-key';
import type { NumericDate, TokenClaims } from '../token/claims';

/*
 * A live subscription is not authorized again: whoever is signed out must be cut off. AppSync keeps, with each
 * subscription, a filter that its resolver made of the subscriber (lib/graphql/ends-with-session.js), and compares what
 * it is told with that. The two sides are here.
 */

/** By what a subscriber's token may be revoked. The authorizer tells it the resolver of a subscription. */
export interface Subscriber {
  readonly sessionKey: RevocationKey;
  readonly userKey: RevocationKey;
  readonly clientKey: RevocationKey;
  readonly poolKey: RevocationKey;
  /** When the sign-in took place; of a machine token, when it was issued. */
  readonly signedInAt: NumericDate;
}

/**
 * What AppSync is told to end. Every member is always there, since AWS does not say what a comparison with a missing one
 * comes to: {@link NEVER} and the empty string are for "none".
 */
export interface SubscriptionEnd {
  /** Whose: the revocation's key. */
  readonly key: string;
  /** Cut-off of everybody's sign-ins. */
  readonly tokensValidAfter: NumericDate;
  /** Cut-off of all sign-ins but those of the exempt session. */
  readonly othersValidAfter: NumericDate;
  /** The session that is spared, by its key: no token without a session can have it. */
  readonly exemptSession: string;
}

/** Before every sign-in. */
export const NEVER: NumericDate = -1;

/** The subscriber that a token makes. */
export function subscriberOf(claims: TokenClaims): Subscriber {
  return {
    sessionKey: sessionKeyOf(claims),
    userKey: userKeyOf(claims),
    clientKey: clientKeyOf(claims),
    poolKey: poolKeyOf(claims),
    signedInAt: claims.signedInAt,
  };
}

/** What a revocation ends: the subscriptions of exactly those tokens that it rejects (`isRejectedBy`). */
export function subscriptionEndOf(revocation: Revocation): SubscriptionEnd {
  const { key } = revocation;
  const none = { key, tokensValidAfter: NEVER, othersValidAfter: NEVER, exemptSession: '' };
  switch (revocation.kind) {
    case 'session':
    case 'token':
      return none;
    case 'client':
    case 'pool':
      return { ...none, tokensValidAfter: revocation.tokensValidAfter };
    case 'user': {
      const { tokensValidAfter = NEVER, others } = revocation;
      if (others === undefined) return { ...none, tokensValidAfter };
      const { userPoolId } = partsOf(key);
      const exemptSession = sessionKeyOf({ userPoolId, session: { kind: 'session', id: others.exemptSession } });
      return { key, tokensValidAfter, othersValidAfter: others.validAfter, exemptSession };
    }
  }
}

/** Live AppSync subscriptions. */
export interface LiveSubscriptions {
  /**
   * Ends those that it is about, in every API. To end them again changes nothing.
   *
   * @throws RevocationError `subscriptions_unavailable` if an API could not be told; all have been asked then
   */
  end(what: SubscriptionEnd): Promise<void>;
}

/** What is to be ended once more. */
export interface LateSubscriptions {
  /**
   * Has it ended once more, when no subscription can begin any more that was authorized before the revocation.
   *
   * @throws RevocationError `subscriptions_unavailable`
   */
  endLater(what: SubscriptionEnd): Promise<void>;
}

/**
 * Ends the subscriptions of the tokens that a revocation rejects: now, and once more for those that are just beginning.
 *
 * @throws RevocationError `subscriptions_unavailable`; to be tried again
 */
export async function endSubscriptions(
  revocation: Revocation,
  { subscriptions, late }: { readonly subscriptions: LiveSubscriptions; readonly late: LateSubscriptions },
): Promise<void> {
  const what = subscriptionEndOf(revocation);
  // Now comes first; and even if an API can't be told now, it may be later.
  const outcomes = await Promise.allSettled([subscriptions.end(what), late.endLater(what)]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/**
 * Reads back what was put down to be ended once more.
 *
 * @throws RevocationError `unusable_message`
 */
export function parseSubscriptionEnd(text: string): SubscriptionEnd {
  const { key, tokensValidAfter, othersValidAfter, exemptSession } = objectIn(text, (cause) => {
    throw new RevocationError('unusable_message', 'the message is not JSON', { cause });
  });
  if (
    typeof key !== 'string' ||
    typeof tokensValidAfter !== 'number' ||
    typeof othersValidAfter !== 'number' ||
    typeof exemptSession !== 'string'
  ) {
    throw new RevocationError('unusable_message', 'the message does not say what is to be ended');
  }
  return { key, tokensValidAfter, othersValidAfter, exemptSession };
}
