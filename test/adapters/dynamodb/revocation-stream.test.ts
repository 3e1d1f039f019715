import type { DynamoDBRecord } from 'aws-lambda';

import { issuersOf } from '../../../lambda/adapters/cognito/issuers';
import { toItem } from '../../../lambda/adapters/dynamodb/revocation-item';
import { revocationInStream } from '../../../lambda/adapters/dynamodb/revocation-stream';
import { RevocationError } from '../../../lambda/core/errors';
import type { Audit } from '../../../lambda/core/revocation/audit';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { AUDIT } from '../../support/audit';

const POOL = 'us-east-1_Example';
const ISS = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
const USER: Revocation = { kind: 'user', key: `${POOL}#user#user-1`, expiresAt: 100, tokensValidAfter: 50 };
const issuerOf = (id: string) => issuersOf(id)[0];

function codeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return (error as RevocationError).code;
  }
}

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] & object;
const imageOf = (revocation: Revocation, audit: Audit = AUDIT) => toItem(revocation, audit) as Image;

function written(revocation: Revocation, before?: Revocation, audit: Audit = AUDIT) {
  const OldImage = before === undefined ? {} : { OldImage: imageOf(before) };
  const dynamodb = { ApproximateCreationDateTime: 7.9, NewImage: imageOf(revocation, audit), ...OldImage };
  return revocationInStream({ eventName: before === undefined ? 'INSERT' : 'MODIFY', dynamodb }, issuerOf);
}

it.each<[string, Revocation, Revocation | undefined, object]>([
  [
    'a session',
    { kind: 'session', key: `${POOL}#session#session#1`, expiresAt: 100 },
    undefined,
    { scope: 'session', sessionId: 'session#1' },
  ],
  [
    'a token',
    { kind: 'token', key: `${POOL}#token#jti-1`, expiresAt: 100 },
    undefined,
    { scope: 'token', sessionId: 'jti-1' },
  ],
  [
    'a client',
    { kind: 'client', key: `${POOL}#client#client-1`, expiresAt: 100, tokensValidAfter: 50 },
    undefined,
    { scope: 'client', clientId: 'client-1', signedInUpTo: 50 },
  ],
  [
    'the pool',
    { kind: 'pool', key: `${POOL}#pool#${POOL}`, expiresAt: 100, tokensValidAfter: 50 },
    undefined,
    { scope: 'userPool', signedInUpTo: 50 },
  ],
  ['a user', USER, undefined, { scope: 'user', signedInUpTo: 50 }],
  [
    "a user's others",
    { kind: 'user', key: USER.key, expiresAt: 100, others: { validAfter: 60, exemptSession: 's' } },
    undefined,
    { scope: 'others', signedInUpTo: 60, exemptSessionId: 's' },
  ],
  [
    "a user's others, after all of them",
    { ...USER, others: { validAfter: 60, exemptSession: 's' } },
    USER,
    { scope: 'others', signedInUpTo: 60, exemptSessionId: 's' },
  ],
  [
    "a user's others, from another session",
    { ...USER, others: { validAfter: 60, exemptSession: 's' } },
    { ...USER, others: { validAfter: 60, exemptSession: 'other' } },
    { scope: 'others', signedInUpTo: 60, exemptSessionId: 's' },
  ],
  [
    'all of a user, after the others',
    { ...USER, tokensValidAfter: 70, others: { validAfter: 60, exemptSession: 's' } },
    { ...USER, others: { validAfter: 60, exemptSession: 's' } },
    { scope: 'user', signedInUpTo: 70 },
  ],
  [
    'all of a user again, for longer',
    { ...USER, expiresAt: 200, others: { validAfter: 60, exemptSession: 's' } },
    { ...USER, others: { validAfter: 60, exemptSession: 's' } },
    { scope: 'user', signedInUpTo: 50 },
  ],
])('tells what was written, and the record as it stands: %s', (_, revocation, before, told) => {
  const subject = revocation.kind === 'user' ? { subject: { format: 'iss_sub', iss: ISS, sub: 'user-1' } } : {};

  const { id, ...message } = written(revocation, before) ?? { id: '' };

  expect(message).toEqual({ version: 1, ...subject, ...told, ...AUDIT, record: revocation, recordedAt: 7 });
  expect(id).toMatch(/^[\w-]{27}$/);
});

it('tells whose session it is, and to which client, where the record says so', () => {
  const session: Revocation = { kind: 'session', key: `${POOL}#session#s`, expiresAt: 100 };

  expect(written(session, undefined, { ...AUDIT, sub: 'user-2', clientId: 'client-1' })).toMatchObject({
    subject: { format: 'iss_sub', iss: ISS, sub: 'user-2' },
    clientId: 'client-1',
    sessionId: 's',
  });
  expect(written(session)).not.toHaveProperty('sub');
});

it('tells the same id however often it is told, and another of every other revocation', () => {
  const ids = [
    written(USER),
    written(USER, { ...USER, tokensValidAfter: 40 }),
    written({ ...USER, tokensValidAfter: 51 }),
    written(USER, undefined, { ...AUDIT, requestId: 'request-2' }),
    written({ ...USER, key: `${POOL}#user#user-2` }),
    written({ kind: 'user', key: USER.key, expiresAt: 100, others: { validAfter: 50, exemptSession: 'a' } }),
    written({ kind: 'user', key: USER.key, expiresAt: 100, others: { validAfter: 50, exemptSession: 'b' } }),
  ].map((message) => message?.id);

  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(6);
});

it('does not take a deletion for a revocation', () => {
  const dynamodb = { ApproximateCreationDateTime: 7, OldImage: imageOf(USER) };

  expect(revocationInStream({ eventName: 'REMOVE', dynamodb }, issuerOf)).toBeUndefined();
});

it('leaves out the tokens that identity providers have used up, and no token of Cognito’s', () => {
  const tokens = ['https://acme.okta.com jwt-1', 'machine-1'].map((id): Revocation => {
    return { kind: 'token', key: `${POOL}#token#${id}`, expiresAt: 100 };
  });
  const session: Revocation = { kind: 'session', key: `${POOL}#session#a b`, expiresAt: 100 };

  expect([...tokens, session].map((each) => written(each)?.record.key)).toEqual([
    undefined,
    `${POOL}#token#machine-1`,
    `${POOL}#session#a b`,
  ]);
});

it('tells what was written over something that cannot be read', () => {
  const dynamodb = { ApproximateCreationDateTime: 7, NewImage: imageOf(USER), OldImage: { key: { S: 'x' } } };

  expect(revocationInStream({ eventName: 'MODIFY', dynamodb }, issuerOf)).toMatchObject({
    scope: 'user',
    record: USER,
  });
});

it.each([
  {},
  { ApproximateCreationDateTime: 1 },
  { NewImage: imageOf(USER) },
  { ApproximateCreationDateTime: 1, NewImage: { key: { S: 'x' } } },
])('takes nothing malformed for "nothing was revoked": %j', (dynamodb) => {
  const read = () => revocationInStream({ eventName: 'INSERT', dynamodb }, issuerOf);

  expect(read).toThrow(RevocationError);
  expect(codeOf(read)).toBe('revocation_store_corrupt');
});
