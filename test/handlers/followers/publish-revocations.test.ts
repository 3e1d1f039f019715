import type { RevocationEvent, RevocationEventBus } from '../../../lambda/core/events/publish-revocations';
import { RevocationError } from '../../../lambda/core/errors';
import { revocationMessage } from '../../../lambda/core/revocation/revocation-message';
import { createPublishRevocations } from '../../../lambda/handlers/followers/publish-revocations';
import { messageOf, sessionRevocation } from '../../support/revocations';
import { RecordingTelemetry } from '../../support/telemetry';

const CONTEXT = {
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:publish',
};
const FAULT = new RevocationError('event_bus_unavailable', 'down');

/** A bus that takes all but the sessions that are named; or none, if it is down. */
function createFunction(refused: readonly string[] = [], isDown = false) {
  const published: RevocationEvent[] = [];
  const telemetry = new RecordingTelemetry();
  const eventBus: RevocationEventBus = {
    publish(events) {
      if (isDown) return Promise.reject(FAULT);
      const isRefused = ({ detail: { sessionId = '' } }: RevocationEvent) => refused.includes(sessionId);
      published.push(...events.filter((each) => !isRefused(each)));
      return Promise.resolve(events.filter(isRefused).map((each) => ({ event: each, fault: FAULT })));
    },
  };
  const handle = createPublishRevocations({ eventBus, telemetry });
  const publish = (bodies: Record<string, string>) =>
    handle({ Records: Object.entries(bodies).map(([messageId, body]) => ({ messageId, body }) as never) }, CONTEXT);
  return { publish, published, telemetry };
}

const bodyOf = (id: string) => revocationMessage(messageOf(sessionRevocation(id)));

it('tells each revocation, with its user pool, and without what is for the followers alone', async () => {
  const { publish, published } = createFunction();

  await expect(publish({ 1: bodyOf('a'), 2: bodyOf('b') })).resolves.toEqual({ batchItemFailures: [] });

  const told = Object.entries(messageOf(sessionRevocation('a')));
  const detail = Object.fromEntries(told.filter(([name]) => !['record', 'recordedAt'].includes(name)));
  expect(published[0]).toEqual({
    detail,
    userPoolArn: 'arn:aws-us-gov:cognito-idp:us-gov-west-1:123456789012:userpool/us-east-1_Example',
  });
  expect(published).toHaveLength(2);
});

it('names what the bus does not take, and what is no revocation, and tells the rest', async () => {
  const { publish, published, telemetry } = createFunction(['b']);

  const answer = await publish({ 1: bodyOf('a'), 2: bodyOf('b'), 3: '{"version":2}', 4: bodyOf('c') });

  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }, { itemIdentifier: '2' }] });
  expect(published.map(({ detail }) => detail.sessionId)).toEqual(['a', 'c']);
  expect(telemetry.faults).toMatchObject([{ code: 'unusable_message' }, FAULT]);
});

it('names all of them if the bus is down', async () => {
  const { publish, telemetry } = createFunction([], true);

  await expect(publish({ 1: bodyOf('a'), 2: bodyOf('b') })).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }],
  });
  expect([telemetry.faults, telemetry.requestIds]).toEqual([[FAULT], ['request-1']]);
});

it('asks nobody if there is nothing to tell', async () => {
  const { publish } = createFunction([], true);

  await expect(publish({ 1: '' })).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
});
