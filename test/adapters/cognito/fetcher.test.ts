import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { createCognitoKeys } from '../../../lambda/adapters/cognito/published-keys';
import { createCognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { playAwsHosts } from '../../support/aws-hosts';
import { close, listen } from '../../support/loopback';
import { accessPayload, createSigningKey, ISSUER, KeyServer, POOL, sign, UPDATED_ISSUER } from '../../support/tokens';
import { describePublishedKeys } from '../jwks/published-keys.contract';

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
    const requests: [string | undefined, string | undefined][] = [];
    await withServer(
      (response, { url, headers }) => {
        requests.push([url, headers.forwarded]);
        response.end('keys');
      },
      async (endpoint) => {
        for (const issuer of [ISSUER, UPDATED_ISSUER]) {
          const fetched = await createCognitoKeys(endpoint).fetch(`${issuer}/.well-known/jwks.json`);
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
  });

  it('serves the keys of a pool that has been switched to its updated issuer at either host', async () => {
    keyServer.updatedIssuerStatus = 200;
    const verifier = verifierAt(undefined);

    for (const iss of [ISSUER, UPDATED_ISSUER]) {
      await expect(verifier.verify(sign(accessPayload({ iss }), key))).resolves.toMatchObject({ genuine: true });
    }
  });
});

describePublishedKeys('a connection of our own', {
  createServer,
  fetcherOf: createCognitoKeys,
  urlOf: () => URL_OF_KEYS,
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
