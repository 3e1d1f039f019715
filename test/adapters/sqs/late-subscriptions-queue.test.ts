import { SQSClient } from '@aws-sdk/client-sqs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createLateSubscriptionsQueue } from '../../../lambda/adapters/sqs/late-subscriptions-queue';
import { parseSubscriptionEnd, type SubscriptionEnd } from '../../../lambda/core/connections/live-subscriptions';

const WHAT: SubscriptionEnd = { key: 'p#session#s', tokensValidAfter: -1, othersValidAfter: -1, exemptSession: '' };

const bodies: { QueueUrl: string; MessageBody: string; DelaySeconds?: number }[] = [];
let status: number;
let client: SQSClient;
let queueUrl: string;

const sqs = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof bodies)[number]);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end('{"MessageId":"1"}');
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => sqs.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${String((sqs.address() as AddressInfo).port)}`;
  queueUrl = `${endpoint}/123456789012/late`;
  client = new SQSClient({ endpoint, region: 'us-east-1', maxAttempts: 1, md5: false });
});

afterAll(async () => {
  client.destroy();
  sqs.closeAllConnections();
  await new Promise((resolve) => sqs.close(resolve));
});

beforeEach(() => {
  bodies.length = 0;
  status = 200;
});

it('puts down what it will read, and leaves the delay to the queue', async () => {
  await createLateSubscriptionsQueue(client, queueUrl).endLater(WHAT);

  expect(bodies).toEqual([{ QueueUrl: queueUrl, MessageBody: expect.any(String) as string }]);
  expect(parseSubscriptionEnd(bodies[0]?.MessageBody ?? '')).toEqual(WHAT);
});

it('says so if it could not', async () => {
  status = 500;

  await expect(createLateSubscriptionsQueue(client, queueUrl).endLater(WHAT)).rejects.toMatchObject({
    code: 'subscriptions_unavailable',
  });
});
