import type { Clock } from '../clock';
import { isRejectedBy, type Revocation } from '../revocation/revocation';
import { parseClaims, type TokenClaims } from '../token/claims';
import type { TokenVerifier, VerificationFailure } from '../token/verification';
import type { RevocationLookup } from './revocation-lookup';

/** Why a token is not active. For telemetry: no caller is told. */
export type RejectionReason = VerificationFailure | 'missing_token' | 'malformed_claims' | 'not_revocable' | 'revoked';

/** Whether a token is active (RFC 7662 §2.2). A revoked token is genuine, so its claims are known, and what was found. */
export type Introspection =
  | { readonly active: true; readonly claims: TokenClaims }
  | {
      readonly active: false;
      readonly reason: 'revoked';
      readonly claims: TokenClaims;
      readonly found: readonly Revocation[];
    }
  | { readonly active: false; readonly reason: Exclude<RejectionReason, 'revoked'> };

/** What {@link introspect} needs of the outside. */
export interface IntrospectionDependencies {
  /** Knows the user pool's keys. */
  readonly verifier: TokenVerifier;
  /** Knows what is revoked: a {@link RevocationLookup}, or what stands in front of one. */
  readonly findRevocations: (claims: TokenClaims) => ReturnType<RevocationLookup>;
  readonly clock: Clock;
}

/**
 * The one verdict behind every gateway: is this token genuine, current and not revoked?
 * The table is read only for genuine tokens, and only by their claims, never by the token's text: one JWT can be
 * re-encoded into several strings that all verify.
 *
 * @param token - undefined if the request bore none
 * @throws RevocationError if the keys or the table can't be read: then nobody knows, and nothing may be accepted
 * @see https://www.rfc-editor.org/rfc/rfc7662#section-2.2
 */
export async function introspect(
  token: string | undefined,
  { verifier, findRevocations, clock }: IntrospectionDependencies,
): Promise<Introspection> {
  if (token === undefined) return { active: false, reason: 'missing_token' };
  const verification = await verifier.verify(token);
  if (!verification.genuine) return { active: false, reason: verification.reason };
  const parsed = parseClaims(verification.payload);
  if (!parsed.ok) return { active: false, reason: parsed.reason };
  const { claims } = parsed;
  // The verifier takes a token as long as `exp` has not passed; RFC 7519 §4.1.4 refuses it "on or after" `exp`.
  if (claims.expiresAt * 1000 <= clock.now()) return { active: false, reason: 'expired' };
  const found = await findRevocations(claims);
  return found.some((revocation) => isRejectedBy(revocation, claims))
    ? { active: false, reason: 'revoked', claims, found }
    : { active: true, claims };
}
