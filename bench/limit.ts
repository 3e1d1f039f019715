import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import net from 'node:net';

import { signingKeyOf } from './signature';

// The limit: what no authorizer can do without. After one RS256 verification with a key at hand, one signed request on a bare
// socket that is kept alive. What does not change from one second to the next is ready, and nothing is checked that may go wrong.

const NAMES = 'content-type;host;x-amz-date;x-amz-target';
/** As many as have ever been in use at once. */
const idle: Connection[] = [];
let current: { readonly second: number; readonly operations: Map<string, Prepared> } | undefined;

/** One signed request to DynamoDB, and the body of its answer. */
export async function callDynamoDb(operation: string, body: string): Promise<string> {
  const { canonical, text, head, key } = preparedFor(operation);
  const toSign = `${text}${hash('sha256', `${canonical}${hash('sha256', body, 'hex')}`, 'hex')}`;
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const request = `${head}${signature}\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
  const connection = idle.pop() ?? connect();
  const answer = await connection(request);
  idle.push(connection);
  return answer;
}

/** All of a request that is the same for a second. */
interface Prepared {
  /** What is hashed, up to the body's hash. */
  readonly canonical: string;
  /** What is signed, up to the hash of that. */
  readonly text: string;
  /** What is sent, up to the signature. */
  readonly head: string;
  readonly key: KeyObject;
}

type Connection = (request: string) => Promise<string>;

function preparedFor(operation: string): Prepared {
  const second = Math.floor(Date.now() / 1000);
  if (current?.second !== second) current = { second, operations: new Map() };
  const { operations } = current;
  let prepared = operations.get(operation);
  if (prepared === undefined) operations.set(operation, (prepared = prepare(operation, second)));
  return prepared;
}

function prepare(operation: string, second: number): Prepared {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '', AWS_ACCESS_KEY_ID: id = '' } = process.env;
  const { host } = new URL(endpoint);
  const time = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers = [
    ['content-type', 'application/x-amz-json-1.0'],
    ['host', host],
    ['x-amz-date', time],
    ['x-amz-target', `DynamoDB_20120810.${operation}`],
  ] as const;
  const scope = `${day}/us-east-1/dynamodb/aws4_request`;
  const lines = (separator: string, end: string) =>
    headers.map(([name, value]) => `${name}${separator}${value}${end}`).join('');
  const credential = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${NAMES}, Signature=`;
  return {
    canonical: `POST\n/\n\n${lines(':', '\n')}\n${NAMES}\n`,
    text: `AWS4-HMAC-SHA256\n${time}\n${scope}\n`,
    head: `POST / HTTP/1.1\r\n${lines(': ', '\r\n')}authorization: ${credential}`,
    key: createSecretKey(signingKeyOf(day)),
  };
}

/** A connection that takes one request at a time. The engine closes those that have been idle for a while. */
function connect(): Connection {
  const { hostname, port } = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
  let received = '';
  let settle: { readonly resolve: (body: string) => void; readonly reject: (error: Error) => void } | undefined;
  const connection: Connection = async (request) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      socket.write(request, 'latin1');
    });
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    const start = received.indexOf('\r\n\r\n') + 4;
    if (start < 4) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1]);
    if (received.length < start + length) return;
    const body = received.slice(start);
    received = '';
    settle?.resolve(body);
  });
  socket.on('error', (error) => settle?.reject(error));
  socket.on('close', () => {
    if (idle.includes(connection)) idle.splice(idle.indexOf(connection), 1);
    // Whoever has had an answer is not told.
    settle?.reject(new Error('the engine has closed the connection'));
  });
  socket.unref();
  return connection;
}
