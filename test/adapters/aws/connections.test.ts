import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';

import type { TransportError } from '../../../lambda/adapters/aws/connections';
import { createPost, get } from '../../../lambda/adapters/aws/http-request';
import { selfSigned } from '../../support/certificates';

type Behaviour = (socket: Socket, request: string) => void;

const HEADERS = { host: 'dynamodb', 'content-type': 'application/x-amz-json-1.0' };
const TIMEOUT = 5000;
const ok = (body: string, ...headers: string[]) =>
  ['HTTP/1.1 200 OK', ...headers, `Content-Length: ${String(Buffer.byteLength(body))}`, '', body].join('\r\n');

/** A server that does what the test says with each request. */
class Server {
  readonly requests: string[] = [];
  readonly sockets: Socket[] = [];
  /** Whether each went on where an earlier one had been. */
  readonly resumed: boolean[] = [];
  /** What is done with the requests to come; the last one goes on. */
  behaviours: Behaviour[] = [(socket) => socket.write(ok('fine'))];
  private readonly server: net.Server;

  constructor(certificate?: { cert: string; key: string }) {
    const take = (socket: Socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      let received = '';
      socket.on('data', (bytes) => {
        received += bytes.toString();
        const [head = '', body] = received.split('\r\n\r\n');
        const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
        if (body === undefined || Buffer.byteLength(body) < length) return;
        this.requests.push(received);
        const request = received;
        received = '';
        const [behaviour] = this.behaviours.length > 1 ? this.behaviours.splice(0, 1) : this.behaviours;
        behaviour?.(socket, request);
      });
    };
    this.server = certificate === undefined ? net.createServer(take) : tls.createServer(certificate, take);
    this.server.on('secureConnection', (socket: tls.TLSSocket) => this.resumed.push(socket.isSessionReused()));
    this.server.on('tlsClientError', () => undefined);
  }

  get port(): string {
    return String((this.server.address() as AddressInfo).port);
  }

  async start(host = '127.0.0.1'): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, host, resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 20));
let server: Server;

beforeEach(async () => {
  server = new Server();
  await server.start();
});

afterEach(async () => {
  await server.stop();
});

const postTo = (address = `http://127.0.0.1:${server.port}`) => createPost(address, 'DynamoDB');
const lost = (isStale: boolean) => expect.objectContaining({ name: 'TransportError', isStale }) as TransportError;

describe('a request', () => {
  it('is sent with its headers and its length, and answered', async () => {
    await expect(postTo()(HEADERS, '{"a":"ü"}', TIMEOUT)).resolves.toEqual({ status: 200, body: 'fine' });

    expect(server.requests).toEqual([
      'POST / HTTP/1.1\r\nhost: dynamodb\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 10\r\n\r\n{"a":"ü"}',
    ]);
  });

  it.each(['a\r\nb: c', 'a\nb', 'a\0', 'ü'])('is not sent with a header of %j', async (value) => {
    await expect(postTo()({ ...HEADERS, value }, '', TIMEOUT)).rejects.toThrow(TypeError);
    expect(server.sockets).toHaveLength(0);
  });

  it('goes by the connection of the one before', async () => {
    const post = postTo();
    for (let times = 0; times < 5; times++) await post(HEADERS, '{}', TIMEOUT);

    expect(server.requests).toHaveLength(5);
    expect(server.sockets).toHaveLength(1);
  });

  it('has a connection of its own while it waits', async () => {
    const post = postTo();
    server.behaviours = [(socket, request) => setTimeout(() => socket.write(ok(request.slice(-2))), 10)];
    const bodies = Array.from({ length: 50 }, (_, index) => String(index + 10));
    const answers = await Promise.all(bodies.map((body) => post(HEADERS, body, TIMEOUT)));

    expect(answers.map(({ body }) => body)).toEqual(bodies);
    expect(server.sockets).toHaveLength(50);
    await Promise.all(bodies.map((body) => post(HEADERS, body, TIMEOUT)));
    expect(server.sockets).toHaveLength(50);
  });

  it('goes to an IPv6 address too', async () => {
    const other = new Server();
    await other.start('::1');

    await expect(postTo(`http://[::1]:${other.port}`)(HEADERS, '{}', TIMEOUT)).resolves.toMatchObject({ body: 'fine' });
    await other.stop();
  });

  it('fails where nobody is', async () => {
    const { port } = server;
    await server.stop();

    await expect(postTo(`http://127.0.0.1:${port}`)(HEADERS, '{}', TIMEOUT)).rejects.toMatchObject({
      name: 'TransportError',
      message: 'DynamoDB did not answer',
      isStale: false,
      cause: { code: 'ECONNREFUSED' },
    });
    await server.start();
  });

  it('fails when its time is up, and its connection with it', async () => {
    const post = postTo();
    server.behaviours = [(socket) => socket.write(ok('late').slice(0, -1)), (socket) => socket.write(ok('fine'))];

    await expect(post(HEADERS, '{}', 30)).rejects.toEqual(lost(false));
    server.sockets[0]?.write('e');
    await expect(post(HEADERS, '{}', TIMEOUT)).resolves.toMatchObject({ body: 'fine' });
    expect(server.sockets).toHaveLength(2);
  });
});

describe('a question', () => {
  const ask = async (path = '/', { headers = {}, maxLength = 1000, timeout = TIMEOUT } = {}) => {
    const url = new URL(`http://127.0.0.1:${server.port}${path}`);
    const { status, body } = await get(url, { service: 'Cognito', headers, maxLength, timeout });
    return { status, body: body.toString() };
  };

  it('is sent with its path and its headers, and answered', async () => {
    await expect(ask('/a b/ü?c=d e#f', { headers: { forwarded: 'host=a' } })).resolves.toEqual({
      status: 200,
      body: 'fine',
    });

    const head = ['GET /a%20b/%C3%BC?c=d%20e HTTP/1.1', `host: 127.0.0.1:${server.port}`, 'forwarded: host=a'];
    expect(server.requests).toEqual([[...head, '', ''].join('\r\n')]);
  });

  it('is not sent with a header that is none', async () => {
    await expect(ask('/', { headers: { forwarded: 'a\r\nb: c' } })).rejects.toThrow(TypeError);
    expect(server.sockets).toHaveLength(0);
  });

  it('goes by a connection of its own, which is closed when it is answered', async () => {
    for (let times = 0; times < 3; times++) await ask();
    await tick();

    expect(server.sockets.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
  });

  it('is answered by a head alone where the status is not 200, and the rest is not waited for', async () => {
    server.behaviours = [(socket) => socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n{')];

    await expect(ask()).resolves.toEqual({ status: 403, body: '' });
    await tick();
    expect(server.sockets[0]?.destroyed).toBe(true);
  });

  it('is not answered by more bytes than it may have, the head included', async () => {
    const { length } = ok('fine');

    await expect(ask('/', { maxLength: length })).resolves.toMatchObject({ body: 'fine' });
    await expect(ask('/', { maxLength: length - 1 })).rejects.toMatchObject({
      name: 'TransportError',
      message: 'Cognito did not answer',
      isStale: false,
      cause: { name: 'MalformedAnswerError', message: 'a long answer' },
    });
  });

  it.each<[string, Behaviour, object]>([
    ['nothing comes in time', () => undefined, { code: 'ETIMEDOUT', message: 'no answer in 50 ms' }],
    ['the connection is closed', (socket) => socket.end(), { code: 'ECONNRESET' }],
    ['it is closed in the middle', (socket) => socket.end(ok('fine').slice(0, -1)), { code: 'ECONNRESET' }],
    ['it is reset', (socket) => socket.resetAndDestroy(), { code: 'ECONNRESET' }],
  ])('fails with a code if %s, and is never asked again by itself', async (_, behaviour, cause) => {
    server.behaviours = [behaviour];

    await expect(ask('/', { timeout: 50 })).rejects.toMatchObject({ name: 'TransportError', isStale: false, cause });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a hostile server', () => {
  const whole = ok('{"Responses":{}}', 'Connection: keep-alive');

  it('cuts the answer, wherever', async () => {
    const post = postTo();
    for (let at = 0; at < whole.length; at++) {
      server.behaviours = [(socket) => socket.end(whole.slice(0, at))];
      await expect(post(HEADERS, '{}', TIMEOUT)).rejects.toEqual(lost(false));
    }
  });

  it('resets the connection in the middle', async () => {
    server.behaviours = [(socket) => socket.write(whole.slice(0, 30), () => socket.resetAndDestroy())];

    await expect(postTo()(HEADERS, '{}', TIMEOUT)).rejects.toEqual(lost(false));
  });

  it('answers byte by byte', async () => {
    server.behaviours = [
      async (socket) => {
        for (const byte of whole) await new Promise((resolve) => socket.write(byte, resolve));
      },
    ];

    await expect(postTo()(HEADERS, '{}', TIMEOUT)).resolves.toEqual({ status: 200, body: '{"Responses":{}}' });
  });

  it.each([
    ['two answers', whole + whole],
    ['more than it says', `${whole}}`],
    ['what is no HTTP', '\x15\x03\x01\0\x02\x02F'.repeat(10_000)],
    ['an answer without an end', 'HTTP/1.1 200 OK\r\n\r\n{}'],
    ['two lengths', ok('{}', 'Content-Length: 20')],
    ['an answer before the answer', `HTTP/1.1 100 Continue\r\n\r\n${whole}`],
    ['too much', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n'],
  ])('sends %s, and its connection is used no more', async (_, text) => {
    const post = postTo();
    server.behaviours = [(socket) => socket.write(text), (socket) => socket.write(ok('fine'))];

    await expect(post(HEADERS, '{}', TIMEOUT)).rejects.toEqual(lost(false));
    await expect(post(HEADERS, '{}', TIMEOUT)).resolves.toMatchObject({ body: 'fine' });
    await tick();
    expect(server.sockets.map(({ destroyed }) => destroyed)).toEqual([true, false]);
  });

  it('answers what nobody has asked: the next request is not answered by that', async () => {
    const post = postTo();
    await post(HEADERS, '{}', TIMEOUT);
    server.sockets[0]?.write(ok('forged'));
    await tick();

    await expect(post(HEADERS, '{}', TIMEOUT)).resolves.toMatchObject({ body: 'fine' });
    expect(server.sockets).toHaveLength(2);
  });

  it('says that it will close', async () => {
    const post = postTo();
    server.behaviours = [(socket) => socket.write(ok('fine', 'Connection: close'))];
    for (let times = 0; times < 2; times++) await post(HEADERS, '{}', TIMEOUT);

    expect(server.sockets).toHaveLength(2);
  });
});

describe('a connection that was closed while it was idle', () => {
  it('is not used when that is known', async () => {
    const post = postTo();
    await post(HEADERS, '{}', TIMEOUT);
    server.sockets[0]?.end();
    await tick();

    await expect(post(HEADERS, '{}', TIMEOUT)).resolves.toMatchObject({ body: 'fine' });
    expect(server.sockets).toHaveLength(2);
  });

  it.each<[string, Behaviour]>([
    ['ends', (socket) => socket.end()],
    ['is reset', (socket) => socket.resetAndDestroy()],
  ])('is stale if it %s instead of an answer, and all that were idle with it', async (_, close) => {
    const post = postTo();
    server.behaviours = [(socket) => setTimeout(() => socket.write(ok('fine')), 10)];
    await Promise.all([1, 2, 3].map(() => post(HEADERS, '{}', TIMEOUT)));
    server.behaviours = [close, (socket) => socket.write(ok('fine'))];

    await expect(post(HEADERS, '{}', TIMEOUT)).rejects.toEqual(lost(true));
    await expect(post(HEADERS, '{}', TIMEOUT)).resolves.toMatchObject({ body: 'fine' });
    expect(server.sockets).toHaveLength(4);
  });

  it('is not stale if the answer had begun, or its time was up', async () => {
    const post = postTo();
    for (const [behaviour, timeout] of [
      [(socket: Socket) => socket.end('H'), TIMEOUT],
      [() => undefined, 20],
    ] as const) {
      server.behaviours = [(socket) => socket.write(ok('fine'))];
      await post(HEADERS, '{}', TIMEOUT);
      server.behaviours = [behaviour];
      await expect(post(HEADERS, '{}', timeout)).rejects.toEqual(lost(false));
    }
  });
});

describe('by TLS', () => {
  const certificate = selfSigned('localhost', '127.0.0.1');
  const roots = tls.getCACertificates('default');
  let secure: Server;

  beforeAll(() => {
    tls.setDefaultCACertificates([...roots, certificate.cert]);
  });

  afterAll(() => {
    tls.setDefaultCACertificates(roots);
  });

  afterEach(async () => {
    await secure.stop();
  });

  async function startWith(presented: { cert: string; key: string }): Promise<void> {
    secure = new Server(presented);
    await secure.start();
  }

  it.each(['localhost', '127.0.0.1'])('a request is answered: %s', async (host) => {
    await startWith(certificate);
    const post = postTo(`https://${host}:${secure.port}`);
    for (let times = 0; times < 3; times++) {
      await expect(post(HEADERS, '{}', TIMEOUT)).resolves.toMatchObject({ body: 'fine' });
    }

    expect(secure.sockets).toHaveLength(1);
    expect((secure.sockets[0] as tls.TLSSocket).servername).toBe(host === 'localhost' ? host : false);
    expect((secure.sockets[0] as tls.TLSSocket).alpnProtocol).toBe(false);
  });

  it('goes on where an earlier connection has been', async () => {
    await startWith(certificate);
    const post = postTo(`https://localhost:${secure.port}`);
    await post(HEADERS, '{}', TIMEOUT);
    await tick();
    secure.sockets[0]?.end();
    await tick();
    await post(HEADERS, '{}', TIMEOUT);

    expect(secure.resumed).toEqual([false, true]);
  });

  it.each([
    ['that nobody vouches for', () => selfSigned('localhost'), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['of another name', () => trusted('example.com'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('nothing is sent to a server with a certificate %s', async (_, make, code) => {
    await startWith(make());

    await expect(postTo(`https://localhost:${secure.port}`)(HEADERS, 'secret', TIMEOUT)).rejects.toMatchObject({
      name: 'TransportError',
      isStale: false,
      cause: { code },
    });
    await tick();
    expect(secure.requests).toEqual([]);
  });

  function trusted(name: string) {
    const made = selfSigned(name);
    tls.setDefaultCACertificates([...roots, certificate.cert, made.cert]);
    return made;
  }

  it('fails where the other end does not speak it', async () => {
    await startWith(certificate);
    server.behaviours = [(socket) => socket.write(ok('fine'))];

    await expect(postTo(`https://127.0.0.1:${server.port}`)(HEADERS, '{}', 300)).rejects.toEqual(lost(false));
    await expect(postTo(`http://127.0.0.1:${secure.port}`)(HEADERS, '{}', 300)).rejects.toEqual(lost(false));
    expect([...server.requests, ...secure.requests]).toEqual([]);
  });
});
