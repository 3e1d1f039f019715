import { SQSClient } from '@aws-sdk/client-sqs';

import { createRevocationFollower, createUnreadableRecords } from '../../../lambda/adapters/sqs/revocation-follower';
import { createSearchQueue } from '../../../lambda/adapters/sqs/search-queue';
import { parseSearchMessage } from '../../../lambda/core/connections/connection-search';
import type { RevocationFollower } from '../../../lambda/core/revocation/followers';
import { parseRevocationMessage } from '../../../lambda/core/revocation/revocation-message';
import { startJsonServer } from '../../support/json-server';
import { messageOf, sessionRevocation } from '../../support/revocations';

interface Batch {
  readonly QueueUrl: string;
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

let sqs: Awaited<ReturnType<typeof startJsonServer>>;
let client: SQSClient;
let follower: RevocationFollower;
/** Sessions that SQS does not take; `all` has every request fail. */
let refused: string[];

const sessionsIn = ({ Entries }: Batch) =>
  Entries.map(({ MessageBody }) => parseRevocationMessage(MessageBody).sessionId);
const queue = (name: string) => `${sqs.endpoint}/123456789012/${name}`;

beforeAll(async () => {
  sqs = await startJsonServer(({ body }) => {
    if (refused.includes('all')) return { status: 500, body: {} };
    const { Entries } = body as Partial<Batch>;
    if (Entries === undefined) return { body: { MessageId: '1' } };
    const isRefused = ({ MessageBody }: { MessageBody: string }) =>
      refused.some((id) => MessageBody.includes(`"${id}"`));
    const answer = (Id: string) => ({ Id, MessageId: Id, Code: 'InternalError', SenderFault: false });
    return {
      body: {
        Successful: Entries.filter((entry) => !isRefused(entry)).map(({ Id }) => answer(Id)),
        Failed: Entries.filter(isRefused).map(({ Id }) => answer(Id)),
      },
    };
  });
  client = new SQSClient({ endpoint: sqs.endpoint, region: 'us-east-1', maxAttempts: 1, md5: false });
  follower = createRevocationFollower(client, { queueUrl: queue('follower'), deadLetterQueueUrl: queue('dead') });
});

afterAll(async () => {
  client.destroy();
  await sqs.stop();
});

beforeEach(() => {
  sqs.requests.length = 0;
  refused = [];
});

const messages = (...ids: string[]) => ids.map((id) => messageOf(sessionRevocation(id)));

it('takes any number of revocations, ten in a request, as they will be read', async () => {
  const ids = Array.from({ length: 23 }, (_, index) => `session-${String(index)}`);

  await expect(follower.take(messages(...ids))).resolves.toEqual([]);

  const batches = sqs.requests.map(({ body }) => body as Batch);
  expect(batches.map(({ Entries }) => Entries.length).sort()).toEqual([10, 10, 3]);
  expect(new Set(batches.map(({ QueueUrl }) => QueueUrl))).toEqual(new Set([queue('follower')]));
  expect(batches.flatMap(sessionsIn).sort()).toEqual(ids.sort());
});

it('says which it has not taken', async () => {
  refused = ['b', 'm'];
  const ids = 'a b c d e f g h i j k l m'.split(' ');

  const notTaken = await follower.take(messages(...ids));

  expect(notTaken.map(({ message }) => message.sessionId).sort()).toEqual(['b', 'm']);
  expect(notTaken.map(({ fault }) => fault)).toMatchObject([
    { code: 'follower_unavailable', message: 'the queue follower has not taken a revocation' },
    { code: 'follower_unavailable' },
  ]);
});

it('has taken none if SQS does not answer', async () => {
  refused = ['all'];

  await expect(follower.take(messages('a', 'b'))).resolves.toMatchObject([
    { message: { sessionId: 'a' }, fault: { code: 'follower_unavailable' } },
    { message: { sessionId: 'b' } },
  ]);
});

it('sets aside into the dead-letter queue, as it would have handed on', async () => {
  await follower.setAside(messages('a'));

  const [batch] = sqs.requests.map(({ body }) => body as Batch);
  expect(batch?.QueueUrl).toBe(queue('dead'));
  expect(batch === undefined ? [] : sessionsIn(batch)).toEqual(['a']);

  refused = ['a'];
  await expect(follower.setAside(messages('b', 'a'))).rejects.toMatchObject({ code: 'follower_unavailable' });
});

it('keeps what is no revocation as it came', async () => {
  const unreadable = createUnreadableRecords(client, queue('dead'));
  await unreadable.setAside({ eventID: '1' });

  expect(sqs.requests.map(({ body }) => body)).toMatchObject([
    { QueueUrl: queue('dead'), Entries: [{ MessageBody: '{"eventID":"1"}' }] },
  ]);

  refused = ['all'];
  await expect(unreadable.setAside({})).rejects.toMatchObject({ code: 'follower_unavailable' });
});

it('has a search go on by a message that is read as it was', async () => {
  const [message] = messages('a');
  const search = { message: message ?? messageOf(sessionRevocation('a')), place: '{"segment":1}' };
  await createSearchQueue(client, queue('follower')).goOn(search);

  const [{ MessageBody }] = sqs.requests.map(({ body }) => body as { MessageBody: string }) as [
    { MessageBody: string },
  ];
  expect(parseSearchMessage(MessageBody)).toEqual(search);

  refused = ['all'];
  await expect(createSearchQueue(client, queue('follower')).goOn(search)).rejects.toMatchObject({
    code: 'connection_not_ended',
  });
});
