import type { SessionIdentity, TokenClaims, UserIdentity } from '../token/claims';

/** What a revocation may be of: a sign-in, a single token, a user, an app client, or the whole user pool. */
export type RevocationKind = 'session' | 'token' | 'user' | 'client' | 'pool';

/** Under which key a revocation of a kind is stored: `{userPoolId}#{kind}#{id}`. */
export type RevocationKey<K extends RevocationKind = RevocationKind> = string & { readonly kind?: K };

/** What revocations are looked up by. */
export type RevocationSubject = SessionIdentity & UserIdentity & Pick<TokenClaims, 'clientId'>;

/** The keys under which a token may have been revoked by itself: its session (or, without one, the token), its user. */
export function revocationKeysOf(claims: RevocationSubject): readonly RevocationKey[] {
  return [sessionKeyOf(claims), userKeyOf(claims)];
}

/** The keys under which it may have been revoked together with all tokens of its client, or of its pool. */
export function wideRevocationKeysOf(claims: Pick<TokenClaims, 'userPoolId' | 'clientId'>): readonly RevocationKey[] {
  return [clientKeyOf(claims), poolKeyOf(claims)];
}

/** All of them: for those who must not go by what was read before. */
export function everyRevocationKeyOf(claims: RevocationSubject): readonly RevocationKey[] {
  return [...revocationKeysOf(claims), ...wideRevocationKeysOf(claims)];
}

/** Key of what a `local` sign-out revokes: the session, or the token itself if it has none. */
export function sessionKeyOf({ userPoolId, session }: SessionIdentity): RevocationKey<'session' | 'token'> {
  return keyOf(userPoolId, session.kind, session.id);
}

/** Key of what an `others` or a `global` sign-out revokes, or an administrator's of a user. */
export function userKeyOf({ userPoolId, sub }: UserIdentity): RevocationKey<'user'> {
  return keyOf(userPoolId, 'user', sub);
}

/** Key of what an administrator's sign-out of a client revokes. */
export function clientKeyOf({
  userPoolId,
  clientId,
}: Pick<TokenClaims, 'userPoolId' | 'clientId'>): RevocationKey<'client'> {
  return keyOf(userPoolId, 'client', clientId);
}

/** Key of what an administrator's sign-out of the whole pool revokes. */
export function poolKeyOf({ userPoolId }: Pick<TokenClaims, 'userPoolId'>): RevocationKey<'pool'> {
  return keyOf(userPoolId, 'pool', userPoolId);
}

/**
 * Key of a token by which an identity provider has shown who it is, and which it may not use again. It is none of Cognito's: those
 * have an id without spaces.
 */
export function providerTokenKeyOf(userPoolId: string, issuer: string, jti: string): RevocationKey<'token'> {
  return keyOf(userPoolId, 'token', `${issuer} ${jti}`);
}

/** Whether it is of such a token: that ends nobody's session. */
export function isProviderTokenKey(key: RevocationKey): boolean {
  return key.split('#')[1] === 'token' && key.includes(' ');
}

/** What a key says: of which user pool, what kind of revocation it is, and of whom or what. */
export function partsOf(key: RevocationKey): {
  readonly userPoolId: string;
  readonly kind: string;
  readonly id: string;
} {
  const [userPoolId = '', kind = '', ...id] = key.split('#');
  return { userPoolId, kind, id: id.join('#') };
}

/** Whether it is of all sign-ins to a client, or to the pool. */
export function isWideKey(key: RevocationKey): boolean {
  return ['client', 'pool'].includes(partsOf(key).kind);
}

/** Unambiguous whatever the id holds: a pool id has no `#`, and neither has a kind. */
function keyOf(userPoolId: string, kind: RevocationKind, id: string): string {
  return `${userPoolId}#${kind}#${id}`;
}
