import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Fetcher } from 'aws-jwt-verify/https';

import { close, listen } from '../../support/loopback';

/** Who fetches what is published, and whom it asks. */
export interface FetcherContract {
  /** A server that the fetcher trusts. */
  readonly createServer: () => Server;
  /** @param address - the server's, as {@link listen} tells it */
  readonly fetcherOf: (address: string, timeout?: number) => Fetcher;
  /** Where the keys are, at that server. */
  readonly urlOf: (address: string) => string;
  /** What an error is like: the connection was lost, there was no answer in time, or too long a one. */
  readonly errors: Readonly<Record<'lost' | 'late' | 'long', object>>;
}

/** The last one is no text, which is for whoever reads it to say. */
const BYTES = Buffer.concat([Buffer.from('{"keys":["ü€😀"]}'), Buffer.from([0xff])]);
const SIZE = 256 * 1024;

/** What everyone does who fetches what is published, by whatever client. */
export function describeFetcher(name: string, contract: FetcherContract): void {
  describe(`what is published, fetched by ${name},`, () => {
    let server: Server;
    let address: string;
    let answer: (response: ServerResponse) => unknown;
    let requests: number;
    let sockets: Set<Socket>;
    const fetchKeys = async (timeout?: number) =>
      Buffer.from(await contract.fetcherOf(address, timeout).fetch(contract.urlOf(address)));

    beforeEach(async () => {
      [requests, sockets] = [0, new Set()];
      server = contract.createServer();
      server.on('request', ({ socket }, response) => {
        requests++;
        sockets.add(socket);
        answer(response);
      });
      address = await listen(server);
    });

    afterEach(async () => {
      await close(server);
    });

    it.each<[string, typeof answer]>([
      ['with a length', (response) => response.setHeader('content-length', BYTES.length).end(BYTES)],
      [
        'in parts',
        (response) => {
          for (const byte of BYTES) response.write(Buffer.from([byte]));
          response.end();
        },
      ],
    ])('is what the server sends, %s', async (_, answered) => {
      answer = answered;

      await expect(fetchKeys()).resolves.toEqual(BYTES);
      expect(requests).toBe(1);
    });

    it.each([
      [201, false],
      [301, false],
      [400, true],
      [403, true],
      [408, false],
      [429, false],
      [499, true],
      [500, false],
      [503, false],
    ])('is nothing if the answer is %d; whether that is a refusal: %p', async (status, isRefusal) => {
      answer = (response) => response.writeHead(status, { location: '/keys' }).end('a page');

      await expect(fetchKeys()).rejects.toMatchObject({
        name: 'KeyServerError',
        isRefusal,
        $metadata: { httpStatusCode: status },
      });
      expect(requests).toBe(1);
    });

    it.each<[string, typeof answer]>([
      ['is closed in its midst', (response) => response.write('a', () => response.destroy())],
      [
        'does not come',
        (response) => {
          response.flushHeaders();
        },
      ],
      ['is too long', (response) => response.end(Buffer.alloc(SIZE + 1, 'x'))],
    ])('is nothing by its status alone, if the rest of the answer %s', async (_, rest) => {
      answer = (response) => {
        response.writeHead(403);
        rest(response);
      };

      await expect(fetchKeys()).rejects.toMatchObject({ name: 'KeyServerError', isRefusal: true });
    });

    it.each<[string, typeof answer]>([
      ['the connection ends before the answer', (response) => response.destroy()],
      [
        'it ends within the answer',
        (response) => {
          response.writeHead(200, { 'content-length': String(BYTES.length) });
          response.write(BYTES.subarray(0, -1), () => response.destroy());
        },
      ],
    ])('is nothing, and not asked for again, if %s', async (_, answered) => {
      answer = answered;

      await expect(fetchKeys()).rejects.toMatchObject(contract.errors.lost);
      expect(requests).toBe(1);
    });

    it.each<[string, typeof answer]>([
      ['nothing comes', () => undefined],
      [
        'not all of it comes',
        (response) => {
          response.writeHead(200);
          response.write('{"keys":');
        },
      ],
    ])('is nothing if %s in time, and the connection ends', async (_, answered) => {
      answer = answered;

      await expect(fetchKeys(200)).rejects.toMatchObject(contract.errors.late);
      await Promise.all(Array.from(sockets, isClosed));
    });

    it('is some 256 KB at most', async () => {
      // What comes before the keys may count.
      answer = (response) => response.end(Buffer.alloc(SIZE - 1024, 'x'));
      await expect(fetchKeys()).resolves.toHaveLength(SIZE - 1024);

      answer = (response) => response.end(Buffer.alloc(SIZE + 1, 'x'));
      await expect(fetchKeys()).rejects.toMatchObject(contract.errors.long);
    });

    it('comes by a connection of its own: one that was left open may be dead by now', async () => {
      answer = (response) => response.end(BYTES);
      const fetcher = contract.fetcherOf(address);
      for (let times = 0; times < 3; times++) await fetcher.fetch(contract.urlOf(address));

      expect(sockets.size).toBe(3);
      await Promise.all(Array.from(sockets, isClosed));
    });
  });
}

/** Resolves when it is. */
async function isClosed(socket: Socket): Promise<void> {
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}
