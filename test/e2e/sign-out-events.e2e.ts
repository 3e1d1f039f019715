import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

import { SIGN_OUT_EVENTS } from '../../lambda/events';
import type { Tokens, User } from '../../local/client';
import { payloadOf } from './callers';
import { EventSource } from './event-source';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const events = new EventSource();
const sqs = new SQSClient({});

beforeAll(() => events.start());

afterAll(async () => {
  await events.stop();
  sqs.destroy();
  stack.cognito.destroy();
});

function claimsOf(token: string): { readonly sub: string; readonly auth_time: number } {
  return payloadOf(token) as ReturnType<typeof claimsOf>;
}

/** A session that began in a later second than this one. */
async function signInAfter(tokens: Tokens, user: User): Promise<Tokens> {
  const earlier = claimsOf(tokens.accessToken).auth_time;
  for (;;) {
    const later = await stack.signIn(user);
    if (claimsOf(later.accessToken).auth_time > earlier) return later;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Events arrive when they do: looks again until every gateway rejects. Jest's own timeout ends it. */
async function untilRejected(tokens: Tokens): Promise<void> {
  while ((await verdictsOn(tokens)).join() !== REJECTED.join())
    await new Promise((resolve) => setTimeout(resolve, 100));
}

async function twoSessions() {
  const user = await newUser();
  const older = await stack.signIn(user);
  const newer = await signInAfter(older, user);
  const { sub, auth_time } = claimsOf(older.accessToken);
  return { user, older, newer, sub, at: (auth_time + 1) * 1000 };
}

describe("the stack's rule", () => {
  it.each(Object.entries(SIGN_OUT_EVENTS))('takes in %s if it is of a user: it is of a %s', async (name, scope) => {
    expect(await events.isTakenIn(name)).toBe(scope === 'user');
  });

  it('takes in what does not name the pool, and nothing of another pool, account, Region or service', async () => {
    const named = (userPoolId: string) => ({ requestParameters: { userPoolId } });

    expect(await events.isTakenIn('AdminDisableUser', { requestParameters: null })).toBe(true);
    expect(await events.isTakenIn('AdminDisableUser', named('us-east-1_Another'))).toBe(false);
    expect(await events.isTakenIn('ResetPassword_POST', { additionalEventData: { userPoolId: 'us-east-1_A' } })).toBe(
      false,
    );
    expect(await events.isTakenIn('AdminDisableUser', {}, { account: '123456789012' })).toBe(false);
    expect(await events.isTakenIn('AdminDisableUser', {}, { region: 'eu-west-1' })).toBe(false);
    expect(await events.isTakenIn('AdminDisableUser', {}, { source: 'aws.iam' })).toBe(false);
    expect(await events.isTakenIn('AdminDisableUser', { eventName: 'AdminGetUser' })).toBe(false);
  });
});

describe('a sign-out made elsewhere', () => {
  it.each(['AdminDisableUser', 'ConfirmForgotPassword', 'ChangePassword', 'ResetPassword_POST'])(
    'ends the sessions that began up to then at every gateway, and no newer one: %s',
    async (name) => {
      const { user, older, newer, sub, at } = await twoSessions();
      expect(await verdictsOn(older)).toEqual(ACCEPTED);

      await events.send(name, sub, at);

      await untilRejected(older);
      expect(await verdictsOn(newer)).toEqual(ACCEPTED);
      expect(await verdictsOn(await stack.signIn(user))).toEqual(ACCEPTED);
    },
  );

  it('changes nothing if the call failed; what comes after it is handled', async () => {
    const { older, newer, sub, at } = await twoSessions();

    await events.send('AdminDisableUser', sub, Date.now(), { errorCode: 'UserNotFoundException' });
    await events.send('AdminDisableUser', sub, at);

    await untilRejected(older);
    expect(await verdictsOn(newer)).toEqual(ACCEPTED);
  });

  it('cannot be forged: nobody but AWS may send events as Cognito', async () => {
    const { Entries } = await events.client.send(
      new PutEventsCommand({
        Entries: [{ Source: 'aws.cognito-idp', DetailType: 'AWS API Call via CloudTrail', Detail: '{}' }],
      }),
    );

    expect(Entries).toMatchObject([{ ErrorCode: 'NotAuthorizedForSourceException' }]);
  });

  it('is in the dead-letter queue if it does not say whose sessions have ended', async () => {
    const queue = events.targets[0]?.DeadLetterConfig?.Arn?.split(':').at(-1);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));

    await events.send('AdminDisableUser', undefined, Date.now());

    let body: string | undefined;
    while (body === undefined) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      body = Messages[0]?.Body;
    }
    expect(JSON.parse(body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { detail: { eventName: 'AdminDisableUser' } },
    });
  });
});
