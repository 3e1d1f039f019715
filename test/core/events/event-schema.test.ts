import Ajv from 'ajv';
import { readFileSync } from 'node:fs';

import { revocationEvent } from '../../../lambda/core/events/publish-revocations';
import { INITIATORS, type Audit } from '../../../lambda/core/revocation/audit';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { REVOKED_SCOPES, tellRevocation, type SessionsRevoked } from '../../../lambda/core/revocation/sessions-revoked';
import { AUDIT } from '../../support/audit';

const schemaOf = (name: string) => JSON.parse(readFileSync(`docs/${name}.schema.json`, 'utf8')) as object;
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false });
// By this name the other one refers to it.
const isEvent = ajv.compile({ ...schemaOf('events'), $id: 'events.schema.json' });
const isMessage = ajv.compile(schemaOf('revocation-message'));

const ACCOUNT = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' };
const POOL = 'us-east-1_Example';
const USER = { kind: 'user', key: `${POOL}#user#user-1`, expiresAt: 100 } as const;
const RECORDS: Record<SessionsRevoked['scope'], Revocation> = {
  session: { kind: 'session', key: `${POOL}#session#session-1`, expiresAt: 100 },
  token: { kind: 'token', key: `${POOL}#token#jti-1`, expiresAt: 100 },
  user: { ...USER, tokensValidAfter: 50 },
  others: { ...USER, others: { validAfter: 50, exemptSession: 'session-1' } },
  client: { kind: 'client', key: `${POOL}#client#client-1`, expiresAt: 100, tokensValidAfter: 50 },
  userPool: { kind: 'pool', key: `${POOL}#pool#${POOL}`, expiresAt: 100, tokensValidAfter: 50 },
};

function messageFor(scope: SessionsRevoked['scope'], audit: Audit = AUDIT) {
  const record = RECORDS[scope];
  const told = tellRevocation(record, undefined, audit, (id) => `https://cognito-idp.us-east-1.amazonaws.com/${id}`);
  return { version: 1 as const, id: 'id-1', ...told, record, recordedAt: 2 };
}

const detailFor = (...args: Parameters<typeof messageFor>) => revocationEvent(messageFor(...args), ACCOUNT).detail;

it.each(REVOKED_SCOPES)(
  'of the scope %s is as its schema says, on whosever behalf, and a message to followers too',
  (scope) => {
    for (const initiatedBy of INITIATORS) {
      const audit = { ...AUDIT, initiatedBy, sub: 'user-1', clientId: 'client-1' };
      for (const each of [audit, { ...AUDIT, initiatedBy }]) {
        expect(detailFor(scope, each).scope).toBe(scope);
        expect([isEvent(detailFor(scope, each)), isEvent.errors]).toEqual([true, null]);
        expect([isMessage(messageFor(scope, each)), isMessage.errors]).toEqual([true, null]);
      }
    }
  },
);

it('has no member but those that the schema describes', () => {
  const { properties } = schemaOf('events') as { properties: object };
  const members = REVOKED_SCOPES.flatMap((scope) =>
    Object.keys(detailFor(scope, { ...AUDIT, sub: 'user-1', clientId: 'client-1' })),
  );

  expect(new Set(members)).toEqual(new Set(Object.keys(properties)));
});

it.each([
  ['another version', { version: 2 }],
  ['no id', { id: undefined }],
  ['another scope', { scope: 'everybody' }],
  ['another initiator', { initiatedBy: 'system' }],
  ['no cut-off', { signedInUpTo: undefined }],
  ['no subject', { subject: undefined }],
  ['no exempt session', { exemptSessionId: undefined }],
])('is not anything: %s', (_, overrides) => {
  expect(isEvent(JSON.parse(JSON.stringify({ ...detailFor('others'), ...overrides })))).toBe(false);
});
