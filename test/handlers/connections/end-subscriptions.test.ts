import type { SQSEvent } from 'aws-lambda';

import { subscriptionEndOf, type SubscriptionEnd } from '../../../lambda/core/connections/live-subscriptions';
import { RevocationError } from '../../../lambda/core/errors';
import { revocationMessage } from '../../../lambda/core/revocation/revocation-message';
import { createEndLateSubscriptions } from '../../../lambda/handlers/connections/end-late-subscriptions';
import { createEndSubscriptions } from '../../../lambda/handlers/connections/end-subscriptions';
import { messageOf, sessionRevocation } from '../../support/revocations';
import { RecordingTelemetry } from '../../support/telemetry';

const CONTEXT = { awsRequestId: 'request-1' };
const FAULT = new RevocationError('subscriptions_unavailable', 'down');

const endOf = (id: string) => subscriptionEndOf(sessionRevocation(id));
const bodyOf = (id: string) => revocationMessage(messageOf(sessionRevocation(id)));

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
  const follow = createEndSubscriptions({ subscriptions, late, telemetry });
  const endOnceMore = createEndLateSubscriptions({ subscriptions, telemetry });
  return { ended, putDown, telemetry, follow, endOnceMore };
}

describe('the function that follows the table', () => {
  it('ends what every message revokes, now and once more', async () => {
    const { follow, ended, putDown } = createFunctions();

    const answer = await follow(queueOf({ 1: bodyOf('a'), 2: bodyOf('b') }), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(ended).toEqual([endOf('a'), endOf('b')]);
    expect(putDown).toEqual([endOf('a'), endOf('b')]);
  });

  it('tells what it could not end or read, and ends the rest', async () => {
    const { follow, ended, telemetry } = createFunctions('b');

    const answer = await follow(queueOf({ 1: bodyOf('a'), 2: bodyOf('b'), 3: '{}', 4: bodyOf('c') }), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] });
    expect(ended).toEqual([endOf('a'), endOf('c')]);
    expect(telemetry.faults).toEqual(
      expect.arrayContaining([FAULT, expect.objectContaining({ code: 'unusable_message' })]),
    );
    expect(telemetry.requestIds).toEqual(['request-1', 'request-1']);
  });

  it('comes to the same when a message is delivered again', async () => {
    const { follow, ended } = createFunctions();
    await follow(queueOf({ 1: bodyOf('a') }), CONTEXT);
    await follow(queueOf({ 1: bodyOf('a') }), CONTEXT);

    expect(new Set(ended.map((what) => JSON.stringify(what))).size).toBe(1);
  });
});

describe('the function that ends once more', () => {
  const lateBodyOf = (id: string) => JSON.stringify(endOf(id));

  it('ends what every message says', async () => {
    const { endOnceMore, ended, putDown } = createFunctions();

    const answer = await endOnceMore(queueOf({ 1: lateBodyOf('a'), 2: lateBodyOf('b') }), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect([ended, putDown]).toEqual([[endOf('a'), endOf('b')], []]);
  });

  it('tells which it could not end or read, and ends the rest', async () => {
    const { endOnceMore, ended, telemetry } = createFunctions('a');

    const answer = await endOnceMore(queueOf({ 1: lateBodyOf('a'), 2: '{}', 3: lateBodyOf('c') }), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] });
    expect(ended).toEqual([endOf('c')]);
    expect(telemetry.faults).toEqual(
      expect.arrayContaining([FAULT, expect.objectContaining({ code: 'unusable_message' })]),
    );
  });
});
