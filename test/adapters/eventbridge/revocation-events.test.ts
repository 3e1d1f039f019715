import { EventBridgeClient } from '@aws-sdk/client-eventbridge';

import { createRevocationEventBus } from '../../../lambda/adapters/eventbridge/revocation-events';
import { revocationEvent, type RevocationEventBus } from '../../../lambda/core/events/publish-revocations';
import { startJsonServer } from '../../support/json-server';
import { messageOf, sessionRevocation } from '../../support/revocations';

const ACCOUNT = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' };
const eventOf = (id: string) => revocationEvent(messageOf(sessionRevocation(id)), ACCOUNT);

let eventBridge: Awaited<ReturnType<typeof startJsonServer>>;
let client: EventBridgeClient;
let bus: RevocationEventBus;
let answer: { status?: number; body: object };

beforeAll(async () => {
  eventBridge = await startJsonServer(() => answer);
  client = new EventBridgeClient({ endpoint: eventBridge.endpoint, region: 'us-east-1', maxAttempts: 1 });
  bus = createRevocationEventBus(client, 'security');
});

afterAll(async () => {
  client.destroy();
  await eventBridge.stop();
});

it('tells as the design says: source, detail-type, time, user pool, and the detail as JSON', async () => {
  answer = { body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } };

  await expect(bus.publish([eventOf('a')])).resolves.toEqual([]);

  const [{ headers, body }] = eventBridge.requests as [(typeof eventBridge.requests)[number]];
  expect(headers['x-amz-target']).toBe('AWSEvents.PutEvents');
  const { Entries } = body as { Entries: { Detail: string }[] };
  expect(Entries).toMatchObject([
    {
      EventBusName: 'security',
      Source: 'cognito-sign-out',
      DetailType: 'Sessions Revoked',
      Time: 1,
      Resources: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example'],
    },
  ]);
  expect(JSON.parse(Entries[0]?.Detail ?? '')).toEqual(eventOf('a').detail);
});

it('says which the bus has not taken', async () => {
  const refusal = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
  answer = { body: { FailedEntryCount: 1, Entries: [{ EventId: '1' }, refusal] } };
  const [taken, refused] = [eventOf('a'), eventOf('b')];

  await expect(bus.publish([taken, refused])).resolves.toMatchObject([
    { event: refused, fault: { code: 'event_bus_unavailable', cause: { code: 'ThrottlingException' } } },
  ]);
});

it('has told none of which the answer says nothing', async () => {
  answer = { body: {} };

  await expect(bus.publish([eventOf('a')])).resolves.toMatchObject([{ fault: { code: 'event_bus_unavailable' } }]);
});

it('is a fault if it does not answer', async () => {
  answer = { status: 400, body: { __type: 'ResourceNotFoundException' } };

  await expect(bus.publish([eventOf('a')])).rejects.toMatchObject({
    code: 'event_bus_unavailable',
    cause: { name: 'ResourceNotFoundException' },
  });
});
