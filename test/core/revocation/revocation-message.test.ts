import { parseRevocationMessage, revocationMessage } from '../../../lambda/core/revocation/revocation-message';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { messageOf, sessionRevocation } from '../../support/revocations';

const USER: Revocation = {
  kind: 'user',
  key: 'us-east-1_Example#user#user-1',
  expiresAt: 100,
  tokensValidAfter: 50,
  others: { validAfter: 60, exemptSession: 'session-1' },
};
const WIDE: Revocation = { kind: 'pool', key: 'p#pool#p', expiresAt: 100, tokensValidAfter: 50 };

it.each([sessionRevocation('s'), USER, { ...USER, others: undefined } as unknown as Revocation, WIDE])(
  'is read as it was handed on: %j',
  (record) => {
    const message = messageOf(record);

    expect(parseRevocationMessage(revocationMessage(message))).toEqual(JSON.parse(JSON.stringify(message)));
  },
);

it('may hold more than this version knows', () => {
  const text = JSON.stringify({ ...messageOf(USER), tenant: 'blue' });

  expect(parseRevocationMessage(text)).toMatchObject({ record: USER, tenant: 'blue' });
});

const changed = (overrides: object) => JSON.stringify({ ...messageOf(USER), ...overrides });
const record = (overrides: object, of: Revocation = USER) => changed({ record: { ...of, ...overrides } });

it.each([
  ['not JSON', '', 'it is not JSON'],
  ['nothing', 'null', 'of version undefined'],
  ['a text', '"x"', 'of version undefined'],
  ['another version', changed({ version: 2 }), 'of version 2'],
  ['a version in words', changed({ version: '1' }), 'of version "1"'],
  ['no id', changed({ id: undefined }), 'id is missing'],
  ['no time', changed({ revokedAt: '1' }), 'revokedAt'],
  ['another scope', changed({ scope: 'everybody' }), 'scope'],
  ['another initiator', changed({ initiatedBy: 'system' }), 'initiatedBy'],
  ['no record', changed({ record: null }), 'record'],
  ['a key of another kind', record({ key: 'p#session#s' }), 'record.key'],
  ['another kind', record({ kind: 'group', key: 'p#group#g' }), 'record.kind'],
  ['no expiry', record({ expiresAt: null }), 'record.expiresAt'],
  ['a user without a cut-off', record({ tokensValidAfter: undefined, others: undefined }), 'record.tokensValidAfter'],
  ['a cut-off that is no number', record({ tokensValidAfter: '50' }), 'record.tokensValidAfter'],
  ['others without a cut-off', record({ others: { exemptSession: 's' } }), 'record.others'],
  ['others without a session', record({ others: { validAfter: 1 } }), 'record.others'],
  ['a pool without a cut-off', record({ tokensValidAfter: undefined }, WIDE), 'record.tokensValidAfter'],
])('cannot be used, and says why: %s', (_, text, why) => {
  let thrown: unknown;
  try {
    parseRevocationMessage(text);
  } catch (error) {
    thrown = error;
  }

  expect(thrown).toMatchObject({ code: 'unusable_message', message: expect.stringContaining(why) as string });
});
