import { isRejectedBy } from '../revocation/revocation';
import { sessionKeyOf, userKeyOf, wideRevocationKeysOf } from '../revocation/revocation-key';
import type { RevocationReader } from '../revocation/revocation-store';
import { isMachineToken, parseClaims, type SessionlessClaims } from '../token/claims';
import type { TokenVerifier, VerificationFailure } from '../token/verification';

/**
 * Who asks Cognito for a global sign-out, by the access token:
 * - `user`: a user of the pool, whichever client the token is of, and whether or not a gateway would accept it.
 * - `revoked`: a user whose session has ended here, which Cognito may not know.
 * - `nobody_here`: certainly nobody of this pool, for Cognito to refuse: the pool did not sign it, or it is no user's access token.
 * - `unknown`: nobody can tell.
 */
export type GlobalSignOutCaller =
  { readonly is: 'user'; readonly claims: SessionlessClaims } | { readonly is: 'revoked' | 'nobody_here' | 'unknown' };

/** What {@link callerOfGlobalSignOut} needs of the outside. */
export interface GlobalSignOutCallerDependencies {
  /**
   * Takes access tokens of every client of the pool, of any length, and for some seconds longer than they live: Cognito may
   * take what a gateway no longer does.
   */
  readonly callerVerifier: TokenVerifier;
  readonly revocations: RevocationReader;
}

/**
 * Who asks. A user's cut-off takes the user, the pool and a time: no session, and no client that is accepted here.
 *
 * @throws RevocationError if the keys or the table can't be read
 */
export async function callerOfGlobalSignOut(
  accessToken: string,
  { callerVerifier, revocations }: GlobalSignOutCallerDependencies,
): Promise<GlobalSignOutCaller> {
  const verification = await callerVerifier.verify(accessToken);
  if (!verification.genuine) {
    return { is: CERTAINLY_NOT_OURS.includes(verification.reason) ? 'nobody_here' : 'unknown' };
  }
  const parsed = parseClaims(verification.payload);
  if (!parsed.ok && parsed.reason === 'malformed_claims') return { is: 'unknown' };
  const { claims } = parsed;
  if (isMachineToken(claims)) return { is: 'nobody_here' };
  const session = parsed.ok ? parsed.claims.session : undefined;
  const ownKeys = session === undefined ? [] : [sessionKeyOf({ userPoolId: claims.userPoolId, session })];
  const found = await revocations.find([...ownKeys, userKeyOf(claims), ...wideRevocationKeysOf(claims)]);
  const isRevoked = found.some((revocation) => isRejectedBy(revocation, { session, signedInAt: claims.signedInAt }));
  return isRevoked ? { is: 'revoked' } : { is: 'user', claims };
}

const CERTAINLY_NOT_OURS: readonly VerificationFailure[] = ['bad_signature', 'wrong_token_use'];
