import { auditOf } from '../../../lambda/adapters/dynamodb/audit-attributes';
import { toItem } from '../../../lambda/adapters/dynamodb/revocation-item';
import { INITIATORS, type Audit } from '../../../lambda/core/revocation/audit';

const AUDIT: Audit = { revokedAt: 7, initiatedBy: 'user', actor: 'user-1', reason: 'test', requestId: 'request-1' };
const KEY = 'us-east-1_Example#session#session-1';
const itemWith = (audit: Audit) => toItem({ kind: 'session', key: KEY, expiresAt: 100 }, audit);

describe('who asked for a revocation', () => {
  it.each(INITIATORS)('is read as it was written: %s', (initiatedBy) => {
    const audit = { ...AUDIT, initiatedBy, sub: 'user-1', clientId: 'client-1' };

    expect(auditOf(itemWith(audit), 9)).toEqual(audit);
  });

  it('is read without a user and a client where nobody said whose the session is', () => {
    expect(auditOf(itemWith(AUDIT), 9)).toEqual(AUDIT);
  });

  it.each([
    ['user', 'user-1', 'sign-out local'],
    ['admin', 'arn:aws:iam::123456789012:role/support', 'lost device'],
    ['policy', 'policy', 'maxSessions'],
    ['event', 'arn:aws:iam::123456789012:role/support', 'CloudTrail AdminDisableUser'],
    ['event', 'user-1', 'CloudTrail GlobalSignOut'],
  ])('is told from what a version wrote that did not say it: %s by %s, %s', (initiatedBy, actor, reason) => {
    const item = { ...itemWith({ ...AUDIT, actor, reason }) };
    delete item['initiatedBy'];

    expect(auditOf(item, 9)).toMatchObject({ initiatedBy, actor, reason });
  });

  it.each([
    [{}, 9],
    [{ revokedAt: { N: 'soon' }, initiatedBy: { S: 'nobody' }, actor: { N: '1' } }, 9],
    [{ revokedAt: { N: '3' } }, 3],
  ])('is unknown where an item does not say: %j', (item, revokedAt) => {
    const unknown = { initiatedBy: 'user', actor: 'unknown', reason: 'unknown', requestId: 'unknown' };

    expect(auditOf(item, 9)).toEqual({ revokedAt, ...unknown });
  });
});
