import type { Audit } from '../../revocation/audit';
import type { SessionRevocation } from '../../revocation/revocation';
import { providerTokenKeyOf } from '../../revocation/revocation-key';
import type { RevocationStore } from '../../revocation/revocation-store';
import type { IdentityProvider } from './identity-provider';
import type { ProviderClaims } from './provider-claims';

/*
 * A provider's token that has been answered is used up: it is revoked, as any token can be. So one that comes again ends
 * nothing that has begun since. After a fault it is not used up, and may be sent again; nor is it while it is being answered.
 */

/** Seconds for which that is kept: for longer than any such token is accepted. */
const KEPT = 3600;

/** What knowing used tokens needs. */
export interface UsedTokenDependencies {
  readonly revocations: RevocationStore;
  readonly userPoolId: string;
}

/**
 * Whether a token has been answered already.
 *
 * @throws RevocationError if that can't be known
 */
export async function wasUsed(
  { id }: ProviderClaims,
  { issuer }: IdentityProvider,
  { revocations, userPoolId }: UsedTokenDependencies,
): Promise<boolean> {
  const found = await revocations.find([providerTokenKeyOf(userPoolId, issuer, id)]);
  return found.length > 0;
}

/**
 * Records that a token has been answered.
 *
 * @throws RevocationError if it could not be recorded
 */
export async function useUp(
  { id }: ProviderClaims,
  { issuer }: IdentityProvider,
  audit: Audit,
  { revocations, userPoolId }: UsedTokenDependencies,
): Promise<void> {
  const key = providerTokenKeyOf(userPoolId, issuer, id);
  const used: SessionRevocation = { kind: 'token', key, expiresAt: audit.revokedAt + KEPT };
  await revocations.update(key, (stored?: SessionRevocation) => (stored === undefined ? used : undefined), audit);
}
