import { createServer, type AddressInfo } from 'node:net';
import { request } from 'node:http';

import fc from 'fast-check';

import { createAnswerReader, type HttpAnswer } from '../../../lambda/adapters/aws/http-answer';

const MAX_LENGTH = 32 * 1024 * 1024;

interface Complete {
  readonly answer: HttpAnswer;
  readonly isReusable: boolean;
}

/** Takes in an answer whose body is text. */
function createReader(wantedStatus?: number): (segment: Buffer) => Complete | undefined {
  const take = createAnswerReader({ maxLength: MAX_LENGTH, ...(wantedStatus !== undefined && { wantedStatus }) });
  return (segment) => {
    const complete = take(segment);
    if (complete === undefined) return undefined;
    const { answer, isReusable } = complete;
    return { answer: { status: answer.status, body: answer.body.toString() }, isReusable };
  };
}

/** What comes of it, in segments. */
function read(...segments: readonly (string | Buffer)[]): Complete | undefined {
  const take = createReader();
  let complete: Complete | undefined;
  for (const segment of segments) complete = take(Buffer.from(segment as string, 'latin1'));
  return complete;
}

const sized = (body: string, ...headers: string[]) =>
  ['HTTP/1.1 200 OK', ...headers, `Content-Length: ${String(Buffer.byteLength(body))}`, '', body].join('\r\n');
const chunked = (body: string) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
const answered = (body: string, status = 200, isReusable = true) => ({ answer: { status, body }, isReusable });

/** A body of many characters that are more than a byte. */
const BODY = '{"ü€😀":["ä"]}';
const BYTES = Buffer.from(BODY);
const SIZED = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${String(BYTES.length)}\r\n\r\n`), BYTES]);
const CHUNKED = Buffer.concat([
  Buffer.from(chunked('3;name="x"\r\n')),
  BYTES.subarray(0, 3),
  Buffer.from(`\r\n00${(BYTES.length - 3).toString(16).toUpperCase()}\r\n`),
  BYTES.subarray(3),
  Buffer.from('\r\n0\r\n\r\n'),
]);

describe('an answer', () => {
  it.each([
    ['with a length', SIZED],
    ['in chunks', CHUNKED],
  ])('is whole wherever it is cut, and not before: %s', (_, bytes) => {
    for (let at = 0; at <= bytes.length; at++) {
      const take = createReader();
      const first = take(bytes.subarray(0, at));
      if (at < bytes.length) expect(first).toBeUndefined();
      expect(at < bytes.length ? take(bytes.subarray(at)) : first).toEqual(answered(BODY));
    }
  });

  it.each([
    ['with a length', SIZED],
    ['in chunks', CHUNKED],
  ])('is whole when its last byte is here, if they come one by one: %s', (_, bytes) => {
    const take = createReader();
    const taken = Array.from(bytes, (byte) => take(Buffer.from([byte])));

    expect(taken.slice(0, -1)).toEqual(taken.slice(0, -1).map(() => undefined));
    expect(taken.at(-1)).toEqual(answered(BODY));
  });

  it.each([
    ['nothing in it', sized(''), answered('')],
    ['no chunk in it', chunked('0\r\n\r\n'), answered('')],
    ['no reason', 'HTTP/1.1 200\r\nContent-Length: 1\r\n\r\na', answered('a')],
    ['an error', 'HTTP/1.1 400 Bad Request\r\ncontent-length:1\r\n\r\na', answered('a', 400)],
    ['no wish to go on', sized('a', 'Connection: close'), answered('a', 200, false)],
    ['a wish among others', sized('a', 'connection: Keep-Alive, Close'), answered('a', 200, false)],
    ['a wish to go on', sized('a', 'Connection: keep-alive', 'Keep-Alive: timeout=5'), answered('a')],
    ['an older protocol', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na', answered('a', 200, false)],
    ['a header that is empty', sized('a', 'x-amzn-requestid:'), answered('a')],
    ['a long body', sized('a'.repeat(1_000_000)), answered('a'.repeat(1_000_000))],
  ])('is read with %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  const length = 'Content-Length: 1\r\n';
  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['another version', `HTTP/2 200 OK\r\n${length}\r\na`],
    ['an answer that is not the last', `HTTP/1.1 100 Continue\r\n\r\n`],
    ['a status that is none', `HTTP/1.1 20 OK\r\n${length}\r\na`],
    ['a status of four digits', `HTTP/1.1 2000 OK\r\n${length}\r\na`],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\na'],
    ['two lengths', `HTTP/1.1 200 OK\r\n${length}Content-Length: 2\r\n\r\nab`],
    ['one length twice', `HTTP/1.1 200 OK\r\n${length}${length}\r\na`],
    ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na'],
    ['a length and chunks', `HTTP/1.1 200 OK\r\n${length}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a length that is less than nothing', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\na'],
    ['a length behind another colon', 'HTTP/1.1 200 OK\r\nContent-Length:: 1\r\n\r\na'],
    ['two lengths in one', 'HTTP/1.1 200 OK\r\nContent-Length: 2: 1\r\n\r\na'],
    ['an encoding behind another colon', 'HTTP/1.1 200 OK\r\nTransfer-Encoding:: chunked\r\n\r\n0\r\n\r\n'],
    ['an encoding within another', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: a:chunked\r\n\r\n0\r\n\r\n'],
    ['no length where one should be', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n'],
    ['a length beyond all bounds', 'HTTP/1.1 200 OK\r\nContent-Length: 33554433\r\n\r\n'],
    ['a length beyond all numbers', `HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`],
    ['another encoding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['chunks in an older protocol', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a header without a name', `HTTP/1.1 200 OK\r\n: a\r\n${length}\r\na`],
    ['a header without a colon', `HTTP/1.1 200 OK\r\nname\r\n${length}\r\na`],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\na'],
    ['a header that goes on in the next line', `HTTP/1.1 200 OK\r\nname: a\r\n b\r\n${length}\r\na`],
    ['a line feed alone', `HTTP/1.1 200 OK\nname: a\r\n${length}\r\na`],
    ['a return alone', `HTTP/1.1 200 OK\r\nname: a\rb\r\n${length}\r\na`],
    ['a null', `HTTP/1.1 200 OK\r\nname: \0\r\n${length}\r\na`],
    ['an empty line first', `\r\nHTTP/1.1 200 OK\r\n${length}\r\na`],
    ['two answers', sized('a') + sized('b')],
    ['a byte too many', `${sized('a')}b`],
    ['a byte too many after the chunks', chunked('0\r\n\r\nb')],
    ['a chunk without a size', chunked('\r\n\r\n')],
    ['a chunk of a size that is none', chunked('g\r\na\r\n0\r\n\r\n')],
    ['a chunk of less than nothing', chunked('-1\r\na\r\n0\r\n\r\n')],
    ['a chunk that is longer than it says', chunked('1\r\nab\r\n0\r\n\r\n')],
    ['a chunk beyond all bounds', chunked('fffffff\r\n')],
    ['a chunk beyond all numbers', chunked('10000000000000000001\r\na\r\n0\r\n\r\n')],
    ['a trailer', chunked('0\r\nname: a\r\n\r\n')],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'name: a\r\n'.repeat(2000)}`],
    ['a long head', `HTTP/1.1 200 OK\r\n${'name: a\r\n'.repeat(2000)}${length}\r\na`],
    ['a chunk’s line without an end', chunked(`1;${'a'.repeat(300)}`)],
    ['a long line', chunked(`1;${'a'.repeat(300)}\r\na\r\n0\r\n\r\n`)],
  ])('is refused: %s', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'MalformedAnswerError' }) as Error);
  });

  it('is refused when more has come than any answer has', () => {
    const take = createReader();
    take(Buffer.from(chunked('')));
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000), Buffer.from('\r\n')]);

    expect(() => {
      for (let count = 0; count < 33; count++) take(chunk);
    }).toThrow('a long answer');
  });
});

describe('an answer whose body is wanted only if its status is 200', () => {
  it('is taken in as ever if it is', () => {
    const take = createReader(200);

    expect(take(SIZED.subarray(0, -1))).toBeUndefined();
    expect(take(SIZED.subarray(-1))).toEqual(answered(BODY));
  });

  it.each([
    ['no body yet', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 300000\r\n\r\n', 403],
    ['all of it', sized('a').replace('200', '404'), 404],
    ['a body that ends with the connection', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{}', 400],
    ['no body at all', 'HTTP/1.1 204 No Content\r\n\r\n', 204],
    ['a length that makes no sense', 'HTTP/1.1 503 Slow Down\r\nContent-Length: -1\r\n\r\n', 503],
    ['an older protocol', 'HTTP/1.0 301 Moved\r\nLocation: /\r\n\r\n', 301],
  ])('is its head else, and the last of its connection: %s', (_, text, status) => {
    const take = createReader(200);
    const end = text.indexOf('\r\n\r\n') + 3;

    expect(take(Buffer.from(text.slice(0, end)))).toBeUndefined();
    expect(take(Buffer.from(text.slice(end)))).toEqual(answered('', status, false));
  });

  it.each(['HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 600 What\r\n\r\n', 'HTTP/1.1 403 Forbidden\r\n: a\r\n\r\n'])(
    'is refused if its head makes no sense: %j',
    (text) => {
      expect(() => createReader(200)(Buffer.from(text))).toThrow('a head that makes no sense');
    },
  );
});

describe('held against Node.js’s own client', () => {
  let answer: readonly Buffer[] = [];
  const server = createServer((socket) => {
    socket.once('data', () => {
      for (const segment of answer) socket.write(segment);
      socket.end();
    });
    socket.on('error', () => undefined);
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  /** Undefined if it takes it for no whole answer. */
  async function byNode(segments: readonly Buffer[]): Promise<HttpAnswer | undefined> {
    answer = segments;
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve) => {
      const sent = request({ port, host: '127.0.0.1', method: 'POST', agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => {
          resolve(undefined);
        });
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.on('error', () => {
        resolve(undefined);
      });
      sent.end();
    });
  }

  const header = fc.constantFrom('X-Amz-Crc32: 1', 'Connection: keep-alive', 'Connection: close', 'Server: Server');
  const whole = fc
    .record({
      status: fc.constantFrom(200, 400, 403, 500, 503),
      headers: fc.array(header, { maxLength: 4 }),
      body: fc.string({ unit: 'binary', maxLength: 60 }),
      sizes: fc.option(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })),
    })
    .map(({ status, headers, body, sizes }) => {
      const bytes = Buffer.from(body);
      const framing = sizes === null ? `Content-Length: ${String(bytes.length)}` : 'Transfer-Encoding: chunked';
      const head = [`HTTP/1.1 ${String(status)} Reason`, ...headers, framing, '', ''].join('\r\n');
      return Buffer.concat([Buffer.from(head), sizes === null ? bytes : inChunks(bytes, sizes)]);
    });

  function inChunks(bytes: Buffer, sizes: readonly number[]): Buffer {
    const parts: Buffer[] = [];
    for (let at = 0, index = 0; at < bytes.length; index++) {
      const part = bytes.subarray(at, at + (sizes[index % sizes.length] ?? 1));
      parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
      at += part.length;
    }
    return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
  }

  const segmented = (bytes: Buffer, cuts: readonly number[]) => {
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    return places.slice(1).flatMap((place, index) => {
      const segment = bytes.subarray(places[index], place);
      // A socket never delivers nothing.
      return segment.length > 0 ? [segment] : [];
    });
  };
  const cuts = fc.array(fc.nat({ max: 500 }), { maxLength: 5 });

  it('it takes every whole answer for the same', async () => {
    await fc.assert(
      fc.asyncProperty(whole, cuts, async (bytes, places) => {
        const segments = segmented(bytes, places);

        expect(read(...segments)?.answer).toEqual(await byNode(segments));
      }),
    );
  });

  it('it takes no other answer for one that Node.js does not take for the same', async () => {
    const damage = fc.record({
      place: fc.nat({ max: 500 }),
      length: fc.nat({ max: 3 }),
      text: fc.string({ maxLength: 3 }),
    });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(whole, damage, cuts, async (bytes, { place, length, text }, places) => {
        const at = place % bytes.length;
        const damaged = Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at + length)]);
        const segments = segmented(damaged, places);
        let complete: Complete | undefined;
        try {
          complete = read(...segments);
        } catch {
          return;
        }
        if (complete === undefined) return;
        taken++;
        expect(complete.answer).toEqual(await byNode(segments));
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});
