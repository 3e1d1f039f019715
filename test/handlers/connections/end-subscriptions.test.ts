import type { DynamoDBRecord, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';

import { toItem } from '../../../lambda/adapters/dynamodb/revocation-item';
import { revocationsInStream } from '../../../lambda/adapters/dynamodb/revocation-stream';
import { subscriptionEndOf, type SubscriptionEnd } from '../../../lambda/core/connections/live-subscriptions';
import { RevocationError } from '../../../lambda/core/errors';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { createEndLateSubscriptions } from '../../../lambda/handlers/connections/end-late-subscriptions';
import { createEndSubscriptions } from '../../../lambda/handlers/connections/end-subscriptions';
import { RecordingTelemetry } from '../../support/telemetry';

const CONTEXT = { awsRequestId: 'request-1' };
const AUDIT = { revokedAt: 1, initiatedBy: 'user' as const, actor: 'user-1', reason: 'test', requestId: 'request-0' };
const FAULT = new RevocationError('subscriptions_unavailable', 'down');

function session(id: string): Revocation {
  return { kind: 'session', key: `us-east-1_Example#session#${id}`, expiresAt: 100 };
}

const endOf = (id: string) => subscriptionEndOf(session(id));

function streamOf(...ids: string[]): DynamoDBStreamEvent {
  const Records = ids.map((id): DynamoDBRecord => {
    const NewImage = toItem(session(id), AUDIT) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] & object;
    return { eventName: 'INSERT', dynamodb: { SequenceNumber: `number-${id}`, NewImage } };
  });
  return { Records };
}

function queueOf(bodies: Record<string, string>): SQSEvent {
  const Records = Object.entries(bodies).map(([messageId, body]) => ({ messageId, body }));
  return { Records } as SQSEvent;
}

/** Ends all but the sessions that are named. */
function createFunctions(...failing: string[]) {
  const ended: SubscriptionEnd[] = [];
  const putDown: SubscriptionEnd[] = [];
  const telemetry = new RecordingTelemetry();
  const subscriptions = {
    end: (what: SubscriptionEnd) => {
      if (failing.some((id) => what.key.endsWith(`#${id}`))) return Promise.reject(FAULT);
      ended.push(what);
      return Promise.resolve();
    },
  };
  const late = {
    endLater: (what: SubscriptionEnd) => {
      putDown.push(what);
      return Promise.resolve();
    },
  };
  const followStream = createEndSubscriptions({ subscriptions, late, telemetry, revocationsIn: revocationsInStream });
  const followQueue = createEndLateSubscriptions({ subscriptions, telemetry });
  return { ended, putDown, telemetry, followStream, followQueue };
}

describe('the function that follows the stream', () => {
  it('ends what every record revokes, in order, now and once more', async () => {
    const { followStream, ended, putDown } = createFunctions();

    await expect(followStream(streamOf('a', 'b'), CONTEXT)).resolves.toEqual({ batchItemFailures: [] });
    expect(ended).toEqual([endOf('a'), endOf('b')]);
    expect(putDown).toEqual([endOf('a'), endOf('b')]);
  });

  it('tells what it could not end, and ends the rest', async () => {
    const { followStream, ended, telemetry } = createFunctions('b');

    await expect(followStream(streamOf('a', 'b', 'c'), CONTEXT)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: 'number-b' }],
    });
    expect(ended).toEqual([endOf('a'), endOf('c')]);
    expect([telemetry.faults, telemetry.requestIds]).toEqual([[FAULT], ['request-1']]);
  });

  it('comes to the same when a batch is delivered again', async () => {
    const { followStream, ended } = createFunctions();
    await followStream(streamOf('a'), CONTEXT);
    await followStream(streamOf('a'), CONTEXT);

    expect(new Set(ended.map((what) => JSON.stringify(what))).size).toBe(1);
  });

  it('throws what is no revocation, so that Lambda looks for it, and ends nothing by halves', async () => {
    const { followStream, ended, telemetry } = createFunctions();
    const { Records } = streamOf('a');
    const corrupt: DynamoDBRecord = { eventName: 'INSERT', dynamodb: { SequenceNumber: '2', NewImage: {} } };

    await expect(followStream({ Records: [...Records, corrupt] }, CONTEXT)).rejects.toMatchObject({
      code: 'revocation_store_corrupt',
    });
    expect(ended).toEqual([]);
    expect(telemetry.faults).toHaveLength(1);
  });
});

describe('the function that ends once more', () => {
  const bodyOf = (id: string) => JSON.stringify(endOf(id));

  it('ends what every message says', async () => {
    const { followQueue, ended, putDown } = createFunctions();

    const answer = await followQueue(queueOf({ 1: bodyOf('a'), 2: bodyOf('b') }), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect([ended, putDown]).toEqual([[endOf('a'), endOf('b')], []]);
  });

  it('tells which it could not end or read, and ends the rest', async () => {
    const { followQueue, ended, telemetry } = createFunctions('a');

    const answer = await followQueue(queueOf({ 1: bodyOf('a'), 2: '{}', 3: bodyOf('c') }), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] });
    expect(ended).toEqual([endOf('c')]);
    expect(telemetry.faults).toMatchObject([FAULT, { code: 'unusable_event' }]);
  });
});
