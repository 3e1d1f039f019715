import type { TokenClaims } from './claims';
import type { Revocation, SessionRevocation, UserRevocation } from './revocation';

/** Under which key a kind of revocation is stored: `{userPoolId}#{kind}#{id}`. */
export type RevocationKey<T extends Revocation = Revocation> = string & { readonly revocation?: T };

/** The keys under which a token may have been revoked: its session (or, without one, itself) and its user. */
export function revocationKeysOf(claims: TokenClaims): readonly RevocationKey[] {
  return [sessionKeyOf(claims), userKeyOf(claims)];
}

/** Key of what a `local` sign-out revokes: the session, or the token itself if it has none. */
export function sessionKeyOf(claims: TokenClaims): RevocationKey<SessionRevocation> {
  return claims.originJti === undefined
    ? keyOf(claims.userPoolId, 'token', claims.jti ?? '')
    : keyOf(claims.userPoolId, 'session', claims.originJti);
}

/** Key of what an `others` or a `global` sign-out revokes. */
export function userKeyOf(claims: TokenClaims): RevocationKey<UserRevocation> {
  return keyOf(claims.userPoolId, 'user', claims.sub);
}

/** Unambiguous whatever the id holds: a pool id has no `#`, and neither has a kind. */
function keyOf(userPoolId: string, kind: Revocation['kind'], id: string): string {
  return `${userPoolId}#${kind}#${id}`;
}
