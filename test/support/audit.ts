import type { Audit } from '../../lambda/core/revocation/audit';

/** Who asked for a revocation, where a test is not about that. */
export const AUDIT: Audit = {
  revokedAt: 1,
  initiatedBy: 'user',
  actor: 'user-1',
  reason: 'test',
  requestId: 'request-1',
};
