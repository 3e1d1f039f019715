import { parseClaims, type TokenClaims } from './claims';
import type { Clock, RefusalReason, RevocationReader, Telemetry, TokenVerifier } from './ports';
import { isRejectedBy, revocationKeysOf } from './revocation';

/** Why a token is not active. For telemetry: no caller is told. */
export type InactiveReason = RefusalReason | 'missing_token' | 'malformed_claims' | 'not_revocable' | 'revoked';

/** Whether a token is active (RFC 7662 §2.2). A revoked token is genuine, so its claims are known. */
export type Introspection =
  | { readonly active: true; readonly claims: TokenClaims }
  | { readonly active: false; readonly reason: 'revoked'; readonly claims: TokenClaims }
  | { readonly active: false; readonly reason: Exclude<InactiveReason, 'revoked'> };

/** What {@link introspect} needs of the outside. */
export interface IntrospectionDependencies {
  readonly verifier: TokenVerifier;
  readonly revocations: RevocationReader;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/**
 * The one verdict behind every gateway: is this token genuine, current and not revoked?
 * The table is read only for genuine tokens, and only by their claims, never by the token's text: one token has many
 * spellings that verify.
 *
 * @param token - undefined if the request bore none
 * @throws RevocationError if the keys or the table can't be read: then nobody knows, and nothing may be accepted
 * @see https://www.rfc-editor.org/rfc/rfc7662#section-2.2
 */
export async function introspect(
  token: string | undefined,
  dependencies: IntrospectionDependencies,
): Promise<Introspection> {
  const verdict = await decide(token, dependencies);
  if (!verdict.active) dependencies.telemetry.rejected(verdict.reason);
  return verdict;
}

async function decide(
  token: string | undefined,
  { verifier, revocations, clock }: IntrospectionDependencies,
): Promise<Introspection> {
  if (token === undefined) return { active: false, reason: 'missing_token' };
  const verification = await verifier.verify(token);
  if (!verification.genuine) return { active: false, reason: verification.reason };
  const parsed = parseClaims(verification.payload);
  if (!parsed.ok) return { active: false, reason: parsed.reason };
  const { claims } = parsed;
  if (claims.expiresAt * 1000 <= clock.now()) return { active: false, reason: 'expired' };
  const records = await revocations.find(revocationKeysOf(claims));
  return records.some((record) => isRejectedBy(record, claims))
    ? { active: false, reason: 'revoked', claims }
    : { active: true, claims };
}
