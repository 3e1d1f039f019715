import http, { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

import { createPublishedKeys } from '../../../lambda/adapters/jwks/published-keys';
import { createCognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { accessPayload, createSigningKey, ISSUER, KeyServer, POOL, sign, UPDATED_ISSUER } from '../../support/tokens';

const URL_OF_KEYS = `${ISSUER}/.well-known/jwks.json`;

/** What is played by a server that is none of AWS's. */
async function withServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  use: (endpoint: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('an endpoint of the owner’s', () => {
  it('stands for all of Cognito’s hosts, and is told which one is meant', async () => {
    const requests: [string | undefined, string | undefined][] = [];
    await withServer(
      (response, { url, headers }) => {
        requests.push([url, headers.forwarded]);
        response.end('keys');
      },
      async (endpoint) => {
        for (const issuer of [ISSUER, UPDATED_ISSUER]) {
          const fetched = await createPublishedKeys(endpoint).fetch(`${issuer}/.well-known/jwks.json`);
          expect(Buffer.from(fetched).toString()).toBe('keys');
        }
      },
    );

    expect(requests).toEqual([
      [`/${POOL}/.well-known/jwks.json`, 'host=cognito-idp.us-east-1.amazonaws.com'],
      [`/${POOL}/.well-known/jwks.json`, 'host=issuer-cognito-idp.us-east-1.amazonaws.com'],
    ]);
  });

  it('that does not read which one is meant serves the keys of both', async () => {
    const key = createSigningKey('key-1');
    await withServer(
      (response) => response.end(JSON.stringify({ keys: [key.jwk] })),
      async (cognitoEndpoint) => {
        const verifier = verifierAt(cognitoEndpoint);
        for (const iss of [ISSUER, UPDATED_ISSUER]) {
          await expect(verifier.verify(sign(accessPayload({ iss }), key))).resolves.toMatchObject({ genuine: true });
        }
        const forged = sign(accessPayload({ iss: UPDATED_ISSUER }), createSigningKey('key-1'));
        await expect(verifier.verify(forged)).resolves.toEqual({ genuine: false, reason: 'bad_signature' });
      },
    );
  });
});

describe('AWS', () => {
  const key = createSigningKey('key-1');
  let keyServer: KeyServer;
  let asked: string[];

  beforeEach(async () => {
    keyServer = new KeyServer(key);
    asked = [];
    const address = await keyServer.start();
    // Plays AWS, where each host serves one issuer's keys: what is asked of it goes to the key server on loopback.
    jest.spyOn(https, 'get').mockImplementation((...[url, options, callback]: unknown[]) => {
      const { href, host, pathname } = new URL(url as string);
      asked.push(href);
      const forwarded = { ...(options as http.RequestOptions), headers: { forwarded: `host=${host}` } };
      return http.get(address + pathname, forwarded, callback as (response: IncomingMessage) => void);
    });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await keyServer.stop();
  });

  it('is asked at the host of the issuer that a token names, once', async () => {
    const verifier = verifierAt(undefined);
    await verifier.initialize();
    const forged = sign({ iss: UPDATED_ISSUER, exp: 4_000_000_000 }, createSigningKey('another'));
    const unsigned = `${forged.split('.').slice(0, 2).join('.')}.AAAA`;

    await expect(verifier.verify(sign(accessPayload(), key))).resolves.toMatchObject({ genuine: true });
    for (const token of [forged, forged, unsigned, sign(accessPayload({ iss: UPDATED_ISSUER }), key)]) {
      await expect(verifier.verify(token)).resolves.toEqual({ genuine: false, reason: 'wrong_issuer' });
    }
    expect(asked).toEqual([URL_OF_KEYS, `${UPDATED_ISSUER}/.well-known/jwks.json`]);
  });

  it('serves the keys of a pool that has been switched to its updated issuer at either host', async () => {
    keyServer.updatedIssuerStatus = 200;
    const verifier = verifierAt(undefined);

    for (const iss of [ISSUER, UPDATED_ISSUER]) {
      await expect(verifier.verify(sign(accessPayload({ iss }), key))).resolves.toMatchObject({ genuine: true });
    }
  });
});

describe('what is fetched', () => {
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
    await withServer(
      (response) => response.writeHead(status).end('a page'),
      async (endpoint) => {
        await expect(createPublishedKeys(endpoint).fetch(URL_OF_KEYS)).rejects.toMatchObject({
          name: 'KeyServerError',
          isRefusal,
          $metadata: { httpStatusCode: status },
        });
      },
    );
  });

  it.each([
    ['the connection ends before the answer', (response: ServerResponse) => response.destroy()],
    [
      'it ends within the answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"keys":', () => response.destroy());
      },
    ],
  ])('is nothing, and not asked for again, if %s', async (_, answer) => {
    let requests = 0;
    await withServer(
      (response) => {
        requests++;
        answer(response);
      },
      async (endpoint) => {
        await expect(createPublishedKeys(endpoint).fetch(URL_OF_KEYS)).rejects.toMatchObject({ code: 'ECONNRESET' });
      },
    );

    expect(requests).toBe(1);
  });

  it.each([
    ['nothing comes', () => undefined],
    [
      'not all of it comes',
      (response: ServerResponse) => {
        response.writeHead(200);
        response.write('{"keys":');
      },
    ],
  ])('is nothing if %s in time', async (_, answer) => {
    await withServer(answer, async (endpoint) => {
      await expect(createPublishedKeys(endpoint, 20).fetch(URL_OF_KEYS)).rejects.toThrow(/abort/);
    });
  });

  it('is 256 KB at most', async () => {
    const size = 256 * 1024;
    for (const [length, outcome] of [
      [size, 'fetched'],
      [size + 1, 'the key server answered more than 262144 bytes'],
    ] as const) {
      await withServer(
        (response) => response.end(Buffer.alloc(length, 'x')),
        async (endpoint) => {
          const fetched = createPublishedKeys(endpoint)
            .fetch(URL_OF_KEYS)
            .then(
              (bytes) => (bytes.byteLength === size ? 'fetched' : bytes.byteLength),
              (error: unknown) => (error as Error).message,
            );
          await expect(fetched).resolves.toBe(outcome);
        },
      );
    }
  });

  it('does not go by a connection that was left open: it may be dead by now', async () => {
    const connections = new Set<unknown>();
    await withServer(
      (response, { socket }) => {
        connections.add(socket);
        response.end('keys');
      },
      async (endpoint) => {
        for (let times = 0; times < 3; times++) await createPublishedKeys(endpoint).fetch(URL_OF_KEYS);
      },
    );

    expect(connections.size).toBe(3);
  });
});

function verifierAt(cognitoEndpoint: string | undefined) {
  return createCognitoTokenVerifier({
    userPoolId: POOL,
    userPoolClientIds: ['client-1'],
    acceptedTokenUse: ['access', 'id'],
    cognitoEndpoint,
    clock: { now: () => 0, steady: () => 0 },
  });
}
