import { auditAt, type Audit } from '../../revocation/audit';
import type { IdentityProvider } from './identity-provider';
import { actorOf, signOutOwnUsers, type ProviderSignOutDependencies } from './provider-sign-out';
import { MAX_USERS, usersOf } from './provider-users';
import { readRevocationAssertion, type RevocationAssertion } from './revocation-assertion';
import { readSubjectIdentifier } from './subject-identifier';
import { useUp, wasUsed } from './used-token';

/**
 * What a global token revocation came to.
 * - `signed_out`: every token of the users is rejected.
 * - `invalid_token`: nobody knows who asks.
 * - `forbidden`: who asks may not ask this.
 * - `unknown_user`: there is no such user, or none of this provider's.
 * - `too_many_users`: more than can be signed out by one request; nothing was done.
 * - `invalid_request`: nothing was done.
 */
export type GlobalTokenRevocationResult =
  | { readonly outcome: 'signed_out' | 'unknown_user' }
  | {
      readonly outcome: 'invalid_token' | 'forbidden' | 'too_many_users' | 'invalid_request';
      readonly description: string;
    };

/** A provider's request. */
export interface GlobalTokenRevocationRequest {
  /** Shows who asks. */
  readonly assertion: string | undefined;
  /** The body, or what is wrong with it. */
  readonly body: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly description: string };
  /** For audit. */
  readonly requestId: string;
}

/**
 * Global token revocation, which Okta calls Universal Logout: ends all sessions of a user that began up to when the
 * provider asked. An assertion is good for one answer: it does not say whom it is about, so whoever has seen one could name
 * somebody else with it. After a fault it may be sent again.
 *
 * @throws RevocationError if it could not be recorded or carried out, or the assertion not be verified
 * @see https://datatracker.ietf.org/doc/html/draft-parecki-oauth-global-token-revocation-06
 */
export async function revokeGlobally(
  { assertion, body, requestId }: GlobalTokenRevocationRequest,
  dependencies: ProviderSignOutDependencies,
): Promise<GlobalTokenRevocationResult> {
  const { providerTokens, clock } = dependencies;
  if (assertion === undefined)
    return refused('invalid_token', 'the Authorization header must be Bearer and a signed JWT');
  const verification = await providerTokens.verify(assertion);
  if (!verification.genuine) return refused('invalid_token', verification.reason);
  const { provider } = verification;
  const now = clock.now();
  const token = readRevocationAssertion(verification, provider, now);
  if (!token.ok) return refused('invalid_token', token.description);
  if (await wasUsed(token.value, provider, dependencies)) {
    return refused('invalid_token', 'the JWT has been used (jti)');
  }
  const audit = auditAt(now, {
    initiatedBy: 'event',
    actor: actorOf(provider),
    reason: 'global token revocation',
    requestId,
  });
  const result = await answerTo(token.value, provider, body, audit, dependencies);
  await useUp(token.value, provider, audit, dependencies);
  return result;
}

async function answerTo(
  { caller, issuedAt }: RevocationAssertion,
  provider: IdentityProvider,
  body: GlobalTokenRevocationRequest['body'],
  audit: Audit,
  dependencies: ProviderSignOutDependencies,
): Promise<GlobalTokenRevocationResult> {
  if (provider.clientId !== undefined && caller !== provider.clientId) {
    return refused('forbidden', 'sub of the JWT must be the clientId of the identity provider');
  }
  const subject = body.ok ? readSubjectIdentifier(body.value) : body;
  if (!subject.ok) return refused('invalid_request', subject.description);
  if (subject.value.format === 'iss_sub' && subject.value.iss !== provider.subjectIssuer) {
    return refused('forbidden', 'sub_id.iss must be the identity provider that asks');
  }
  const users = await usersOf(provider, subject.value, dependencies.providerUsers);
  if (users === undefined) {
    return refused('too_many_users', `more than ${String(MAX_USERS)} users have that address`);
  }
  if (users.length === 0) return { outcome: 'unknown_user' };
  await signOutOwnUsers(users, issuedAt, audit, dependencies);
  return { outcome: 'signed_out' };
}

function refused(
  outcome: 'invalid_token' | 'forbidden' | 'too_many_users' | 'invalid_request',
  description: string,
): GlobalTokenRevocationResult {
  return { outcome, description };
}
