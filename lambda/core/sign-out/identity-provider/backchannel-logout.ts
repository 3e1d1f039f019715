import { auditAt } from '../../revocation/audit';
import { readLogoutToken } from './logout-token';
import { actorOf, signOutOwnUsers, type ProviderSignOutDependencies } from './provider-sign-out';
import { usersOf } from './provider-users';
import { useUp, wasUsed } from './used-token';

/**
 * What a back-channel logout came to.
 * - `signed_out`: every token of the user is rejected.
 * - `nothing_to_sign_out`: the provider has never signed in a user of that name here; or it has sent that token before.
 * - `invalid_request`: nothing was done.
 */
export type BackchannelLogoutResult =
  | { readonly outcome: 'signed_out' | 'nothing_to_sign_out' }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/** A provider's request. */
export interface BackchannelLogoutRequest {
  readonly logoutToken: string | undefined;
  /** For audit. */
  readonly requestId: string;
}

/**
 * OpenID Connect's back-channel logout: ends all sessions of the user that a provider has signed out, whichever of the
 * provider's sessions it was.
 *
 * @throws RevocationError if it could not be recorded or carried out, or the token not be verified
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest
 */
export async function logOutByBackchannel(
  { logoutToken, requestId }: BackchannelLogoutRequest,
  dependencies: ProviderSignOutDependencies,
): Promise<BackchannelLogoutResult> {
  const { providerTokens, providerUsers, clock } = dependencies;
  if (logoutToken === undefined) return invalid('logout_token is missing');
  const verification = await providerTokens.verify(logoutToken);
  if (!verification.genuine)
    return invalid(`logout_token is not a token of an identity provider: ${verification.reason}`);
  const { provider } = verification;
  const now = clock.now();
  const token = readLogoutToken(verification, provider, now);
  if (!token.ok) return invalid(`logout_token: ${token.description}`);
  const { sub, issuedAt } = token.value;
  if (await wasUsed(token.value, provider, dependencies)) return { outcome: 'nothing_to_sign_out' };
  const audit = auditAt(now, {
    initiatedBy: 'event',
    actor: actorOf(provider),
    reason: 'back-channel logout',
    requestId,
  });
  const users = await usersOf(provider, { format: 'iss_sub', iss: provider.issuer, sub }, providerUsers);
  const isKnown = users !== undefined && users.length > 0;
  if (isKnown) await signOutOwnUsers(users, issuedAt, audit, dependencies);
  await useUp(token.value, provider, audit, dependencies);
  return { outcome: isKnown ? 'signed_out' : 'nothing_to_sign_out' };
}

function invalid(description: string): BackchannelLogoutResult {
  return { outcome: 'invalid_request', description };
}
