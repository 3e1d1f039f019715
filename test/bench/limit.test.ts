import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { callDynamoDb } from '../../bench/limit';
import { callDynamoDbByNodeHttp } from '../../bench/limit-by-node-http';

describe.each([
  ['on a bare socket', callDynamoDb],
  ['by Node.js’s client', callDynamoDbByNodeHttp],
])('the limit %s', (_, call) => {
  const requests: { target: string; authorization: string; body: string; port: number | undefined }[] = [];
  const environment = { ...process.env };
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { 'x-amz-target': target, authorization = '' } = request.headers;
        requests.push({ target: String(target), authorization, body, port: request.socket.remotePort });
        // In two pieces.
        const answer = JSON.stringify({ asked: body });
        response.writeHead(200, { 'content-length': Buffer.byteLength(answer) });
        response.write(answer.slice(0, 3));
        setImmediate(() => response.end(answer.slice(3)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
  });

  beforeEach(() => {
    requests.length = 0;
  });

  afterAll(async () => {
    process.env = environment;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is one signed request after the other on one connection', async () => {
    await expect(call('GetItem', '{"a":1}')).resolves.toBe('{"asked":"{\\"a\\":1}"}');
    await expect(call('BatchGetItem', '{"b":2}')).resolves.toBe('{"asked":"{\\"b\\":2}"}');

    expect(requests).toMatchObject([
      { target: 'DynamoDB_20120810.GetItem', body: '{"a":1}' },
      { target: 'DynamoDB_20120810.BatchGetItem', body: '{"b":2}' },
    ]);
    expect(new Set(requests.map(({ port }) => port)).size).toBe(1);
    for (const { authorization } of requests) expect(authorization).toMatch(/, Signature=[0-9a-f]{64}$/);
  });

  it('has a connection for each of those at once', async () => {
    await Promise.all(['1', '2', '3'].map((body) => call('GetItem', body)));

    expect(new Set(requests.map(({ port }) => port)).size).toBe(3);
  });

  it('opens another where the engine has closed one that was idle', async () => {
    await call('GetItem', '1');
    server.closeIdleConnections();
    await new Promise((resolve) => setTimeout(resolve, 50));

    await expect(call('GetItem', '2')).resolves.toBe('{"asked":"2"}');
    expect(requests[0]?.port).not.toBe(requests[1]?.port);
  });
});
