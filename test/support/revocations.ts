import type { Revocation } from '../../lambda/core/revocation/revocation';
import type { RevocationMessage } from '../../lambda/core/revocation/revocation-message';
import { tellRevocation } from '../../lambda/core/revocation/sessions-revoked';

const AUDIT = { revokedAt: 1, initiatedBy: 'user', actor: 'user-1', reason: 'test', requestId: 'request-0' } as const;

/** A revocation as it is handed on. */
export function messageOf(record: Revocation, overrides: Partial<RevocationMessage> = {}): RevocationMessage {
  const told = tellRevocation(record, undefined, AUDIT, (id) => `https://cognito-idp.us-east-1.amazonaws.com/${id}`);
  return { version: 1, id: `id of ${record.key}`, ...told, record, recordedAt: 2, ...overrides };
}

/** The end of a session. */
export function sessionRevocation(id: string): Revocation {
  return { kind: 'session', key: `us-east-1_Example#session#${id}`, expiresAt: 100 };
}
