import type { NumericDate, Session } from '../token/claims';
import type { RevocationKey } from './revocation-key';

/** Everything of one sign-in is revoked, or a single token. */
export interface SessionRevocation {
  readonly kind: 'session' | 'token';
  readonly key: RevocationKey<'session' | 'token'>;
  /** From then on it may be deleted; until then it may be all that stands in a token's way. */
  readonly expiresAt: NumericDate;
}

/** Tokens of a user's sign-ins up to a point in time are revoked. */
export interface UserRevocation {
  readonly kind: 'user';
  readonly key: RevocationKey<'user'>;
  /** As above. */
  readonly expiresAt: NumericDate;
  /** Rejects every token with `auth_time` up to it. */
  readonly tokensValidAfter?: NumericDate;
  /** Rejects as well, but spares one session. Apart from the above, so that neither weakens the other. */
  readonly others?: { readonly validAfter: NumericDate; readonly exemptSession: string };
}

/** Tokens of all sign-ins to an app client, or to the whole user pool, up to a point in time are revoked. */
export interface WideRevocation {
  readonly kind: 'client' | 'pool';
  readonly key: RevocationKey<'client' | 'pool'>;
  /** As above. */
  readonly expiresAt: NumericDate;
  /** Rejects every token with `auth_time` up to it, or of a machine, with `iat` up to it. */
  readonly tokensValidAfter: NumericDate;
}

/** A revocation, as the table holds it. */
export type Revocation = SessionRevocation | UserRevocation | WideRevocation;

/** What a cut-off is compared with: of a token, or of a sign-in whose token is no longer at hand. */
export interface SignIn {
  /** Undefined of a token that names none: Cognito's own sign-out takes such. */
  readonly session: Session | undefined;
  /** When it began; of a machine token, when that was issued. */
  readonly signedInAt: NumericDate;
}

/**
 * Whether a revocation rejects a sign-in that it was found for. A token is rejected if ANY revocation under its keys
 * rejects it.
 *
 * | revocation     | rejects                                                         |
 * |----------------|-----------------------------------------------------------------|
 * | session, token | always                                                          |
 * | user, global   | sign-ins up to the cut-off                                      |
 * | user, others   | sign-ins up to the cut-off, but not those of the exempt session |
 * | client, pool   | sign-ins up to the cut-off                                      |
 *
 * `expiresAt` plays no part: DynamoDB deletes late, and a revocation that is still there still holds.
 */
export function isRejectedBy(revocation: Revocation, { session, signedInAt }: SignIn): boolean {
  const isUpTo = (cutOff: NumericDate | undefined) => cutOff !== undefined && signedInAt <= cutOff;
  switch (revocation.kind) {
    case 'session':
    case 'token':
      return true;
    case 'client':
    case 'pool':
      return isUpTo(revocation.tokensValidAfter);
    case 'user': {
      const { tokensValidAfter, others } = revocation;
      const isExempt = session?.kind === 'session' && session.id === others?.exemptSession;
      return isUpTo(tokensValidAfter) || (isUpTo(others?.validAfter) && !isExempt);
    }
  }
}
