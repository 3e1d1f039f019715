import { createHmac, randomBytes } from 'node:crypto';

import * as cognitoChecks from 'aws-jwt-verify/cognito-verifier';

import { createCognitoTokenVerifier, type CognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { systemClock } from '../../../lambda/adapters/system-clock';
import type { TokenVerifier } from '../../../lambda/core/token/verification';
import {
  accessPayload,
  base64url,
  createSigningKey,
  idPayload,
  ISSUER,
  KeyServer,
  machinePayload,
  POOL,
  sign,
  signText,
  UPDATED_ISSUER,
} from '../../support/tokens';

const accessKey = createSigningKey('access-key');
const idKey = createSigningKey('id-key');
const foreignKey = createSigningKey('foreign-key');
let keyServer: KeyServer;
let endpoint: string;

beforeEach(async () => {
  keyServer = new KeyServer(accessKey, idKey);
  endpoint = await keyServer.start();
});

afterEach(async () => {
  await keyServer.stop();
});

function verifierOf(overrides: Partial<Parameters<typeof createCognitoTokenVerifier>[0]> = {}): CognitoTokenVerifier {
  return createCognitoTokenVerifier({
    userPoolId: POOL,
    userPoolClientIds: ['client-1', 'client-2'],
    acceptedTokenUse: ['access', 'id'],
    cognitoEndpoint: endpoint,
    clock: systemClock,
    ...overrides,
  });
}

async function reasonOf(token: string, verifier: TokenVerifier = verifierOf()): Promise<string> {
  const verification = await verifier.verify(token);
  return verification.genuine ? 'genuine' : verification.reason;
}

describe('a genuine token', () => {
  it.each([
    ['access', accessPayload(), accessKey],
    ['ID', idPayload(), idKey],
    ['machine', machinePayload(), accessKey],
  ])('is known: %s', async (_, payload, key) => {
    await expect(verifierOf().verify(sign(payload, key))).resolves.toEqual({
      genuine: true,
      payload: JSON.parse(JSON.stringify(payload)) as unknown,
    });
  });

  it('may come from any of the accepted clients', async () => {
    await expect(reasonOf(sign(accessPayload({ client_id: 'client-2' }), accessKey))).resolves.toBe('genuine');
  });

  it("may name the pool's updated issuer, if its owner has switched over to it", async () => {
    const token = sign(accessPayload({ iss: UPDATED_ISSUER }), accessKey);
    await expect(reasonOf(token)).resolves.toBe('wrong_issuer');
    keyServer.updatedIssuerStatus = 200;

    await expect(reasonOf(token)).resolves.toBe('genuine');
  });

  it('makes the keys be fetched once, from where the Cognito endpoint serves them', async () => {
    const verifier = verifierOf();
    for (let times = 0; times < 3; times++) await verifier.verify(sign(accessPayload(), accessKey));

    expect(keyServer.requests).toEqual([`/${POOL}/.well-known/jwks.json`]);
  });

  it('may be signed by a key that is newer than those we have', async () => {
    const verifier = verifierOf();
    await verifier.verify(sign(accessPayload(), accessKey));
    const newKey = createSigningKey('new-key');
    keyServer.keys = [newKey];

    await expect(reasonOf(sign(accessPayload(), newKey), verifier)).resolves.toBe('genuine');
  });
});

describe('the token use', () => {
  it.each([
    ['access', accessPayload(), 'genuine'],
    ['access', idPayload(), 'wrong_token_use'],
    ['id', idPayload(), 'genuine'],
    ['id', accessPayload(), 'wrong_token_use'],
  ] as const)('is what the owner accepts: only %s', async (use, payload, expected) => {
    await expect(reasonOf(sign(payload, accessKey), verifierOf({ acceptedTokenUse: [use] }))).resolves.toBe(expected);
  });

  it.each([undefined, 'refresh', 'ACCESS', null, ['access']])('is access or id, and not %p', async (token_use) => {
    await expect(reasonOf(sign(accessPayload({ token_use }), accessKey))).resolves.not.toBe('genuine');
  });
});

describe('a token of somebody else', () => {
  it.each([
    ['another pool', { iss: ISSUER.replace('Example', 'Other') }],
    ['another Region', { iss: ISSUER.replace('us-east-1', 'eu-west-1') }],
    ['another issuer, by a slash', { iss: `${ISSUER}/` }],
    ['another issuer, by its case', { iss: ISSUER.toUpperCase() }],
    ['no issuer', { iss: undefined }],
    ['a client that asserts itself', { iss: 'client-1', sub: 'client-1', aud: ISSUER, token_use: undefined }],
  ])('is refused: of %s', async (_, overrides) => {
    await expect(reasonOf(sign(accessPayload(overrides), accessKey))).resolves.toBe('wrong_issuer');
  });

  it.each([
    ['another client', { client_id: 'client-3' }],
    ['no client', { client_id: undefined }],
    ['several clients', { client_id: ['client-1'] }],
    ['another client, with ours as audience', { client_id: 'client-3', aud: 'client-1' }],
  ])('is refused: of %s', async (_, overrides) => {
    await expect(reasonOf(sign(accessPayload(overrides), accessKey))).resolves.toBe('wrong_client');
  });

  it('is refused: an ID token for another client, or for none', async () => {
    for (const aud of ['client-3', undefined, ['client-3']]) {
      await expect(reasonOf(sign(idPayload({ aud, client_id: 'client-1' }), idKey))).resolves.toBe('wrong_client');
    }
  });

  it('is refused: of several issuers', async () => {
    await expect(reasonOf(sign(accessPayload({ iss: [ISSUER] }), accessKey))).resolves.toBe('malformed_token');
  });

  it.each([
    ['a logout token', { token_use: undefined, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ['a security event', { token_use: undefined, events: {}, aud: 'client-1' }],
  ])('is refused: %s', async (_, overrides) => {
    await expect(reasonOf(sign(accessPayload(overrides), accessKey))).resolves.toBe('wrong_token_use');
  });
});

describe('time', () => {
  it('has run out for an expired token', async () => {
    const now = Math.floor(Date.now() / 1000);

    await expect(reasonOf(sign(accessPayload({ exp: now - 1 }), accessKey))).resolves.toBe('expired');
    await expect(reasonOf(sign(accessPayload({ exp: now + 60 }), accessKey))).resolves.toBe('genuine');
  });

  it('has not come for a token that is not valid yet', async () => {
    const nbf = Math.floor(Date.now() / 1000) + 60;

    await expect(reasonOf(sign(accessPayload({ nbf }), accessKey))).resolves.toBe('malformed_token');
  });
});

describe('a forged token', () => {
  const honest = sign(accessPayload(), accessKey);
  const [header = '', payload = '', signature = ''] = honest.split('.');
  const withHeader = (overrides: Record<string, unknown>, key = accessKey) => sign(accessPayload(), key, overrides);

  it.each(['none', 'None', 'nONE', 'none '])('is refused: alg %p', async (alg) => {
    const unsigned = base64url(JSON.stringify({ kid: 'access-key', alg }));

    await expect(reasonOf(`${unsigned}.${payload}.`)).resolves.not.toBe('genuine');
    await expect(reasonOf(`${unsigned}.${payload}.${signature}`)).resolves.not.toBe('genuine');
  });

  it('is refused: signed with the public key as an HMAC secret', async () => {
    const input = `${base64url(JSON.stringify({ kid: 'access-key', alg: 'HS256' }))}.${payload}`;
    const secrets = [
      accessKey.publicKey.export({ type: 'spki', format: 'pem' }),
      accessKey.publicKey.export({ type: 'pkcs1', format: 'pem' }),
      accessKey.publicKey.export({ type: 'spki', format: 'der' }),
      Buffer.from(String(accessKey.jwk['n']), 'base64url'),
      JSON.stringify(accessKey.jwk),
    ];
    for (const secret of secrets) {
      const mac = createHmac('sha256', secret).update(input).digest('base64url');
      await expect(reasonOf(`${input}.${mac}`)).resolves.not.toBe('genuine');
    }
  });

  it.each(['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'HS256', '', undefined, null, 1])(
    'is refused: alg %p over a key for RS256',
    async (alg) => {
      await expect(reasonOf(withHeader({ alg }))).resolves.not.toBe('genuine');
    },
  );

  it('is refused: no signature, half of it, a wrong one, one of another token', async () => {
    const other = sign(accessPayload({ sub: 'user-2' }), accessKey).split('.')[2] ?? '';
    const wrong = Buffer.from(signature, 'base64url');
    wrong[0] = (wrong[0] ?? 0) ^ 1;

    for (const forged of ['', signature.slice(0, 171), wrong.toString('base64url'), other]) {
      await expect(reasonOf(`${header}.${payload}.${forged}`)).resolves.not.toBe('genuine');
    }
  });

  it('is refused: signed by another key under the kid of ours', async () => {
    await expect(reasonOf(sign(accessPayload(), { ...foreignKey, kid: 'access-key' }))).resolves.toBe('bad_signature');
  });

  it('is refused: another payload under the signature', async () => {
    const forged = base64url(JSON.stringify(accessPayload({ sub: 'user-2' })));

    await expect(reasonOf(`${header}.${forged}.${signature}`)).resolves.toBe('bad_signature');
  });

  it.each([undefined, null, 1, {}, ['access-key'], '', '../access-key', "' OR 1=1", 'a\0b', 'k'.repeat(5000)])(
    'is refused: kid %p',
    async (kid) => {
      await expect(reasonOf(withHeader({ kid }))).resolves.not.toBe('genuine');
    },
  );

  it('is refused, and nobody is asked: keys that the token brings along', async () => {
    const evil = new KeyServer(foreignKey);
    const url = await evil.start();
    const brought = {
      kid: 'foreign-key',
      jwk: foreignKey.jwk,
      jku: `${url}/jwks.json`,
      x5u: `${url}/cert`,
      x5c: ['x'],
    };

    await expect(reasonOf(sign(accessPayload(), foreignKey, brought))).resolves.toBe('unknown_key');
    await expect(reasonOf(sign(accessPayload(), foreignKey, { ...brought, kid: 'access-key' }))).resolves.toBe(
      'bad_signature',
    );
    expect(evil.requests).toEqual([]);
    await evil.stop();
  });

  it('cannot make us fetch keys again and again, or lock out a key that we have', async () => {
    const verifier = verifierOf();
    await verifier.verify(honest);
    for (let times = 0; times < 20; times++) {
      const forged = sign(accessPayload(), { ...foreignKey, kid: `unknown-${String(times)}` });
      await expect(reasonOf(forged, verifier).catch(() => 'fault')).resolves.toBe(
        times === 0 ? 'unknown_key' : 'fault',
      );
    }

    expect(keyServer.requests).toHaveLength(2);
    await expect(reasonOf(honest, verifier)).resolves.toBe('genuine');
  });

  it.each([
    '',
    '.',
    '..',
    '...',
    'a.b.c',
    'a.b',
    `${header}.${payload}`,
    `${honest}.x`,
    `.${payload}.${signature}`,
    `${header}..${signature}`,
    ` ${honest}`,
    `${honest}\n`,
    `Bearer ${honest}`,
    `${base64url('[]')}.${payload}.${signature}`,
    `${header}.${base64url('null')}.${signature}`,
    `${header}.${base64url('"text"')}.${signature}`,
    `${header}.${base64url('{')}.${signature}`,
    `${header}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`,
    'eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.a.b.c.d',
  ])('is refused: malformed (%#)', async (token) => {
    await expect(reasonOf(token)).resolves.not.toBe('genuine');
  });

  it('is refused: duplicate members, of which the last one says something else', async () => {
    const honestPayload = JSON.stringify(accessPayload());
    const duplicate = honestPayload.replace('{', `{"iss":"https://evil.example",`);

    // Signed by Cognito itself this would be genuine: what counts is that one reading decides on all.
    await expect(reasonOf(`${header}.${base64url(duplicate)}.${signature}`)).resolves.toBe('bad_signature');
    const twoAlgs = `{"alg":"none","kid":"access-key","alg":"RS256"}`;
    await expect(reasonOf(signText(twoAlgs, honestPayload, foreignKey))).resolves.not.toBe('genuine');
  });

  it('is refused before it is parsed: too long', async () => {
    const parse = jest.spyOn(JSON, 'parse');

    await expect(reasonOf(`${header}.${'A'.repeat(1_000_000)}.${signature}`)).resolves.toBe('malformed_token');
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    await expect(reasonOf(sign(accessPayload({ 'custom:long': 'x'.repeat(9000) }), accessKey))).resolves.toBe(
      'genuine',
    );
  });

  it('is refused, whatever it is: random bytes in every place', async () => {
    const verifier = verifierOf();
    await verifier.verify(honest);
    for (let times = 0; times < 300; times++) {
      const parts = [header, payload, signature];
      const place = times % 3;
      const bytes = randomBytes(1 + (times % 40));
      parts[place] = times % 2 === 0 ? bytes.toString('base64url') : bytes.toString('latin1');
      await expect(reasonOf(parts.join('.'), verifier)).resolves.not.toBe('genuine');
    }
  });
});

describe('the keys', () => {
  it.each([
    ['that are not served', { status: 500 }],
    ['that are gone', { status: 404 }],
    ['that are no JSON', { body: '<html>' }],
    ['that are no key set', { body: '{"keys":{}}' }],
    ['that are malformed', { body: '{"keys":[{"kid":1}]}' }],
  ])('are a fault %s, and not a bad token', async (_, answer) => {
    Object.assign(keyServer, answer);

    await expect(verifierOf().verify(sign(accessPayload(), accessKey))).rejects.toMatchObject({
      code: 'signing_keys_unavailable',
    });
  });

  it('are a fault if nobody answers', async () => {
    const verifier = verifierOf({ cognitoEndpoint: 'http://127.0.0.1:1' });

    await expect(verifier.verify(sign(accessPayload(), accessKey))).rejects.toMatchObject({
      code: 'signing_keys_unavailable',
    });
  });

  it('go on working when they can no longer be fetched', async () => {
    const verifier = verifierOf();
    await verifier.verify(sign(accessPayload(), accessKey));
    await keyServer.stop();

    await expect(reasonOf(sign(accessPayload({ jti: 'later' }), accessKey), verifier)).resolves.toBe('genuine');
    await expect(verifier.verify(sign(accessPayload(), foreignKey))).rejects.toMatchObject({
      code: 'signing_keys_unavailable',
    });
  });
});

describe('the initialization', () => {
  it('fetches the keys, so that nobody has to wait for them', async () => {
    const verifier = verifierOf();
    await verifier.initialize();
    expect(keyServer.requests).toEqual([`/${POOL}/.well-known/jwks.json`]);
    await keyServer.stop();

    await expect(reasonOf(sign(accessPayload(), accessKey), verifier)).resolves.toBe('genuine');
    await expect(reasonOf(sign(idPayload(), idKey), verifier)).resolves.toBe('genuine');
    await expect(reasonOf(sign(accessPayload(), { ...foreignKey, kid: 'id-key' }), verifier)).resolves.toBe(
      'bad_signature',
    );
  });

  it.each([
    ['whatever clients and uses are accepted', {}],
    ['access tokens alone', { acceptedTokenUse: ['access'] as const }],
    ['ID tokens alone', { acceptedTokenUse: ['id'] as const }],
    ['all of the pool’s clients', { userPoolClientIds: null }],
  ])('checks claims too, and none of it is refused: %s', async (_, options) => {
    const checks = jest.spyOn(cognitoChecks, 'validateCognitoJwtFields');
    await verifierOf(options).initialize();

    // What is forged fails by its signature, and never comes so far.
    expect(checks.mock.results.map(({ type }) => type)).toEqual(['return', 'return', 'return']);
    checks.mockRestore();
  });

  it('leaves it to the first verification if it can not', async () => {
    const verifier = verifierOf();
    keyServer.status = 500;
    await expect(verifier.initialize()).rejects.toThrow();
    keyServer.status = 200;

    await expect(reasonOf(sign(accessPayload(), accessKey), verifier)).resolves.toBe('genuine');
  });

  it('does not keep a new key from being found', async () => {
    const verifier = verifierOf();
    await verifier.initialize();
    const newKey = createSigningKey('new-key');
    keyServer.keys = [accessKey, newKey];

    await expect(reasonOf(sign(accessPayload(), newKey), verifier)).resolves.toBe('genuine');
  });
});
