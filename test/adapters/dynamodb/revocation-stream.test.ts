import type { DynamoDBRecord } from 'aws-lambda';

import { toItem } from '../../../lambda/adapters/dynamodb/revocation-item';
import { revocationsInStream } from '../../../lambda/adapters/dynamodb/revocation-stream';
import { RevocationError } from '../../../lambda/core/errors';
import type { Revocation } from '../../../lambda/core/revocation/revocation';

const AUDIT = { revokedAt: 1, initiatedBy: 'user' as const, actor: 'user-1', reason: 'test', requestId: 'request-1' };
const SESSION: Revocation = { kind: 'session', key: 'us-east-1_Example#session#session-1', expiresAt: 100 };
const USER: Revocation = {
  kind: 'user',
  key: 'us-east-1_Example#user#user-1',
  expiresAt: 100,
  tokensValidAfter: 50,
  others: { validAfter: 60, exemptSession: 'session-1' },
};

function record(
  SequenceNumber: string,
  revocation: Revocation,
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE',
): DynamoDBRecord {
  const item = toItem(revocation, AUDIT) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] & object;
  return {
    eventName,
    dynamodb: { SequenceNumber, ...(eventName === 'REMOVE' ? { OldImage: item } : { NewImage: item }) },
  };
}

it('tells what was written, new or changed, in order', () => {
  const Records = [record('1', SESSION, 'INSERT'), record('2', USER, 'MODIFY')];

  expect(revocationsInStream({ Records })).toEqual([
    { sequenceNumber: '1', revocation: SESSION },
    { sequenceNumber: '2', revocation: USER },
  ]);
});

it('does not take a deletion for a revocation', () => {
  expect(revocationsInStream({ Records: [record('1', SESSION, 'REMOVE')] })).toEqual([]);
});

it.each([{}, { SequenceNumber: '1' }, { SequenceNumber: '1', NewImage: { key: { S: 'x' } } }])(
  'takes nothing malformed for "nothing was revoked": %j',
  (dynamodb) => {
    const read = () => revocationsInStream({ Records: [{ eventName: 'INSERT', dynamodb }] });

    expect(read).toThrow(RevocationError);
  },
);
