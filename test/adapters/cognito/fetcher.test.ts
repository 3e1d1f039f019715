import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { createCognitoFetcher } from '../../../lambda/adapters/cognito/fetcher';
import { createCognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { playAwsHosts } from '../../support/aws-hosts';
import { close, listen } from '../../support/loopback';
import { accessPayload, createSigningKey, ISSUER, KeyServer, POOL, sign, UPDATED_ISSUER } from '../../support/tokens';
import { describeFetcher } from '../jwks/fetcher.contract';

const URL_OF_KEYS = `${ISSUER}/.well-known/jwks.json`;

/** What is played by a server that is none of AWS's. */
async function withServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  use: (endpoint: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    answer(response, request);
  });
  const address = await listen(server);
  await use(address).finally(async () => close(server));
}

describe('an endpoint of the owner’s', () => {
  it('stands for all of Cognito’s hosts, and is told which one is meant', async () => {
    const requests: unknown[] = [];
    let host = '';
    await withServer(
      (response, { url, headers }) => {
        requests.push([url, headers]);
        response.end('keys');
      },
      async (address) => {
        ({ host } = new URL(address));
        for (const endpoint of [address, `${address}/cognito`]) {
          for (const issuer of [ISSUER, UPDATED_ISSUER]) {
            const fetched = await createCognitoFetcher(endpoint).fetch(`${issuer}/.well-known/jwks.json`);
            expect(Buffer.from(fetched).toString()).toBe('keys');
          }
        }
      },
    );

    expect(requests).toEqual(
      ['', '/cognito'].flatMap((prefix) =>
        ['cognito-idp', 'issuer-cognito-idp'].map((service) => [
          `${prefix}/${POOL}/.well-known/jwks.json`,
          { host, forwarded: `host=${service}.us-east-1.amazonaws.com` },
        ]),
      ),
    );
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
  let asked: readonly string[];

  beforeEach(async () => {
    keyServer = new KeyServer(key);
    const address = await keyServer.start();
    asked = playAwsHosts(address);
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
    expect(asked).toEqual([ISSUER, UPDATED_ISSUER].map((issuer) => `${new URL(issuer).origin}:443`));
    expect(keyServer.requests).toEqual([new URL(URL_OF_KEYS).pathname, `${UPDATED_ISSUER}/.well-known/jwks.json`]);
  });

  it('is told nothing but its own name', async () => {
    const requests: unknown[] = [];
    jest.restoreAllMocks();
    await withServer(
      (response, { headers }) => {
        requests.push(headers);
        response.end('keys');
      },
      async (address) => {
        playAwsHosts(address);
        await createCognitoFetcher(undefined).fetch(URL_OF_KEYS);
      },
    );

    expect(requests).toEqual([{ host: new URL(ISSUER).host }]);
  });

  it('has three seconds for its answer', async () => {
    const timer = jest.spyOn(globalThis, 'setTimeout');
    await createCognitoFetcher(undefined).fetch(URL_OF_KEYS);

    expect(timer.mock.calls.map(([, milliseconds]) => milliseconds)).toContain(3000);
  });

  it('serves the keys of a pool that has been switched to its updated issuer at either host', async () => {
    keyServer.updatedIssuerStatus = 200;
    const verifier = verifierAt(undefined);

    for (const iss of [ISSUER, UPDATED_ISSUER]) {
      await expect(verifier.verify(sign(accessPayload({ iss }), key))).resolves.toMatchObject({ genuine: true });
    }
  });
});

describeFetcher('a connection of our own', {
  createServer,
  fetcherOf: createCognitoFetcher,
  urlOf: () => URL_OF_KEYS,
  errors: {
    lost: { name: 'TransportError', cause: { code: 'ECONNRESET' } },
    late: { name: 'TransportError', cause: { code: 'ETIMEDOUT', message: 'no answer in 200 ms' } },
    long: { name: 'TransportError', cause: { name: 'MalformedAnswerError' } },
  },
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
