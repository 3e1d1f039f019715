import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createConnectionGateway } from '../../../lambda/adapters/api-gateway/connection-gateway';
import { createEndingQueue } from '../../../lambda/adapters/sqs/ending-queue';
import { parseEndingMessage } from '../../../lambda/core/connections/ending-queue';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { connectionOf } from '../../support/connections';

const DOMAIN = 'execute-api.us-east-1.amazonaws.com';

describe('API Gateway', () => {
  const asked: string[] = [];
  let server: Server;
  let status = 200;
  let managementEndpoint: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(`${request.method ?? ''} ${decodeURIComponent(request.url ?? '')} ${body}`.trim());
        response.writeHead(status, status === 410 ? { 'x-amzn-ErrorType': 'GoneException' } : {});
        response.end(status === 410 ? '{}' : undefined);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    managementEndpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/apis`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const gateway = () =>
    createConnectionGateway({ executeApiDomain: DOMAIN, managementEndpoint, client: { maxAttempts: 1 } });

  beforeEach(() => {
    asked.splice(0);
    status = 200;
  });

  it('is asked to end a connection, at the stage of its API', async () => {
    status = 204;

    await expect(gateway().end(connectionOf({ connectionId: 'Ab1=' }))).resolves.toBe('ended');

    expect(asked).toEqual(['DELETE /apis/api1/v1/@connections/Ab1=']);
  });

  it('is asked to send a text as it is', async () => {
    await expect(gateway().send(connectionOf(), 'ß€😀')).resolves.toBe('sent');

    expect(asked).toEqual(['POST /apis/api1/v1/@connections/connection-1 ß€😀']);
  });

  it('takes a connection that it does not know for gone', async () => {
    status = 410;

    await expect(gateway().end(connectionOf())).resolves.toBe('gone');
    await expect(gateway().send(connectionOf(), 'x')).resolves.toBe('gone');
  });

  it.each([403, 429, 500])('is not taken to have ended what it answers by %d', async (code) => {
    status = code;

    await expect(gateway().end(connectionOf())).rejects.toMatchObject({ code: 'connection_not_ended' });
    await expect(gateway().send(connectionOf(), 'x')).rejects.toMatchObject({ code: 'connection_unreachable' });
  });

  it('is reached at the address of each API, unless another is given', async () => {
    const reached: string[] = [];
    const handle = ({ hostname, path }: { hostname: string; path: string }) => {
      reached.push(hostname + path);
      return Promise.reject(new Error('no network'));
    };
    const onAws = createConnectionGateway({
      executeApiDomain: DOMAIN,
      managementEndpoint: undefined,
      client: { maxAttempts: 1, requestHandler: { handle } as never },
    });

    await expect(onAws.end(connectionOf())).rejects.toMatchObject({ code: 'connection_not_ended' });
    await expect(onAws.end(connectionOf({ apiId: 'api2' }))).rejects.toMatchObject({ code: 'connection_not_ended' });

    expect(reached).toEqual([
      `api1.${DOMAIN}/v1/@connections/connection-1`,
      `api2.${DOMAIN}/v1/@connections/connection-1`,
    ]);
  });
});

describe('the queue of connections that are due', () => {
  const NOW = 1_800_000_000_000;

  function queueThat(answer: () => Promise<unknown>) {
    const sent: { QueueUrl: string; DelaySeconds: number; MessageBody: string }[] = [];
    const send = ({ input }: { input: (typeof sent)[number] }) => {
      sent.push(input);
      return answer();
    };
    return { queue: createEndingQueue({ send } as unknown as SQSClient, 'https://queue', () => NOW), sent };
  }

  it.each([
    [-5000, 0],
    [0, 0],
    [1, 1],
    [1000, 1],
    [899_001, 900],
    [900_000, 900],
    [3_600_000, 900],
  ])('delays a message until it is due, or as long as SQS can: in %d ms by %d s', async (due, delay) => {
    const { queue, sent } = queueThat(() => Promise.resolve({}));

    await queue.endAt(NOW + due, connectionOf());

    expect(sent).toMatchObject([{ QueueUrl: 'https://queue', DelaySeconds: delay }]);
    expect(parseEndingMessage(sent[0]?.MessageBody ?? '')).toEqual({ dueAt: NOW + due, connection: connectionOf() });
  });

  it('says if it could not keep one', async () => {
    const cause = new Error('down');
    const { queue } = queueThat(() => Promise.reject(cause));

    await expect(queue.endAt(NOW, connectionOf())).rejects.toMatchObject({ code: 'connection_not_ended', cause });
  });
});
