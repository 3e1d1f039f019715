import { CognitoJwtVerifier } from 'aws-jwt-verify';
import * as cognitoChecks from 'aws-jwt-verify/cognito-verifier';
import { CognitoJwtInvalidClientIdError } from 'aws-jwt-verify/error';

import { createCognitoTokenVerifier, type CognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { createVerifiedTokens } from '../../../lambda/adapters/cognito/verified-tokens';
import type { TokenUse } from '../../../lambda/contract';
import { authorizerDependencies } from '../../../lambda/handlers/authorizers/composition';
import { accessPayload, base64url, createSigningKey, idPayload, KeyServer, POOL, sign } from '../../support/tokens';

const MINUTES = 60_000;
const [key, otherKey, foreignKey] = [createSigningKey('key-1'), createSigningKey('key-2'), createSigningKey('key-1')];
const token = sign(accessPayload(), key);

let keyServer: KeyServer;
let time: { wall: number; steady: number };
let verifications: jest.SpyInstance;

beforeEach(async () => {
  keyServer = new KeyServer(key, otherKey);
  await keyServer.start();
  time = { wall: Date.now(), steady: 1000 };
  verifications = jest.spyOn(CognitoJwtVerifier.prototype, 'verifySync');
});

afterEach(async () => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  await keyServer.stop();
});

const clock = { now: () => time.wall, steady: () => time.steady };

async function verifierOf(options: { remembersTokens?: boolean; acceptedTokenUse?: readonly TokenUse[] } = {}) {
  const verifier = createCognitoTokenVerifier({
    userPoolId: POOL,
    userPoolClientIds: ['client-1'],
    acceptedTokenUse: ['access', 'id'],
    cognitoEndpoint: keyServer.address,
    clock,
    remembersTokens: true,
    ...options,
  });
  await verifier.initialize();
  verifications.mockClear();
  return verifier;
}

async function reasonOf(verifier: CognitoTokenVerifier, text: string): Promise<string> {
  const verification = await verifier.verify(text);
  return verification.genuine ? 'genuine' : verification.reason;
}

describe('a token that comes again', () => {
  it('is not verified again, and says the same', async () => {
    const verifier = await verifierOf();
    const first = await verifier.verify(token);

    await expect(verifier.verify(token)).resolves.toEqual(first);
    expect(first).toMatchObject({ genuine: true, payload: { sub: 'user-1', jti: 'access-1' } });
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('is verified each time where nothing is remembered', async () => {
    const verifier = await verifierOf({ remembersTokens: false });
    for (let times = 0; times < 3; times++) await expect(reasonOf(verifier, token)).resolves.toBe('genuine');

    expect(verifications).toHaveBeenCalledTimes(3);
  });

  it('is not accepted any longer when it has expired', async () => {
    jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout'] });
    const verifier = await verifierOf();
    const short = sign(accessPayload({ exp: Math.floor(Date.now() / 1000) + 60 }), key);
    await expect(reasonOf(verifier, short)).resolves.toBe('genuine');
    await expect(reasonOf(verifier, short)).resolves.toBe('genuine');
    jest.setSystemTime(Date.now() + 62_000);

    await expect(reasonOf(verifier, short)).resolves.toBe('expired');
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('is checked for its client and its use all the same', async () => {
    const verifier = await verifierOf();
    await verifier.verify(token);
    const check = jest.spyOn(cognitoChecks, 'validateCognitoJwtFields').mockImplementationOnce(() => {
      throw new CognitoJwtInvalidClientIdError('not any more', 'client-1');
    });

    await expect(reasonOf(verifier, token)).resolves.toBe('wrong_client');
    expect(check).toHaveBeenCalledWith(expect.objectContaining({ client_id: 'client-1' }), {
      clientId: ['client-1'],
      tokenUse: null,
      graceSeconds: 0,
    });
  });

  it('can’t be changed by whoever was told what it says', async () => {
    const verifier = await verifierOf();
    const verification = await verifier.verify(token);
    const payload = (verification as { payload: Record<string, unknown> }).payload;

    expect(() => (payload['sub'] = 'user-2')).toThrow(TypeError);
    await expect(verifier.verify(token)).resolves.toMatchObject({ payload: { sub: 'user-1' } });
  });

  it.each([
    ['a forged one', sign(accessPayload(), foreignKey), 'bad_signature'],
    ['one of another client', sign(accessPayload({ client_id: 'client-9' }), key), 'wrong_client'],
    ['an expired one', sign(accessPayload({ exp: 1_700_000_000 }), key), 'expired'],
    ['one of another use', sign(idPayload(), key), 'wrong_token_use'],
  ])('is refused each time, and never remembered: %s', async (_, refused, reason) => {
    const verifier = await verifierOf({ acceptedTokenUse: ['access'] });
    for (let times = 0; times < 2; times++) await expect(reasonOf(verifier, refused)).resolves.toBe(reason);

    expect(verifications).toHaveBeenCalledTimes(2);
  });
});

describe('another text', () => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  // Bits of the last character that stand for nothing, and padding: other spellings that verify as well.
  const last = signature.slice(-1);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const respelled = Array.from(alphabet)
    .filter((letter) => letter !== last && alphabet.indexOf(letter) >> 4 === alphabet.indexOf(last) >> 4)
    .map((letter) => `${header}.${payload}.${signature.slice(0, -1)}${letter}`);

  it('of a remembered token is verified for itself: each of its spellings', async () => {
    const verifier = await verifierOf();
    await verifier.verify(token);
    const spellings = [...respelled, `${token}==`];
    expect(spellings.length).toBeGreaterThan(10);
    for (const spelling of spellings) await expect(reasonOf(verifier, spelling)).resolves.toBe('genuine');

    expect(verifications).toHaveBeenCalledTimes(1 + spellings.length);
  });

  it('with the signature of a remembered token is forged', async () => {
    const verifier = await verifierOf();
    await verifier.verify(token);
    const forged = [
      `${header}.${base64url(JSON.stringify(accessPayload({ sub: 'user-2' })))}.${signature}`,
      `${base64url('{"kid":"key-1","alg":"none"}')}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${token}\u0100`,
      `${token.slice(0, -1)}\ud800`,
    ];
    for (const text of forged) await expect(reasonOf(verifier, text)).resolves.not.toBe('genuine');
  });
});

describe('what is remembered is forgotten', () => {
  it.each([
    ['after 5 minutes', { wall: 5 * MINUTES, steady: 5 * MINUTES }],
    ['after 5 minutes in which the process was frozen', { wall: 5 * MINUTES, steady: 0 }],
    ['after 5 minutes in which the clock was set back', { wall: 0, steady: 5 * MINUTES }],
    ['when the clock goes back', { wall: -1, steady: 1 }],
  ])('%s', async (_, passed) => {
    const verifier = await verifierOf();
    await verifier.verify(token);
    time = { wall: time.wall + passed.wall, steady: time.steady + passed.steady };

    await expect(reasonOf(verifier, token)).resolves.toBe('genuine');
    expect(verifications).toHaveBeenCalledTimes(2);
  });

  it('not a moment before', async () => {
    const verifier = await verifierOf();
    await verifier.verify(token);
    time = { wall: time.wall + 5 * MINUTES - 1, steady: time.steady + 5 * MINUTES - 1 };

    await expect(reasonOf(verifier, token)).resolves.toBe('genuine');
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('and does not live for ever by being asked for', async () => {
    const verifier = await verifierOf();
    for (let times = 0; times < 6; times++) {
      await verifier.verify(token);
      time = { wall: time.wall + MINUTES, steady: time.steady + MINUTES };
    }

    expect(verifications).toHaveBeenCalledTimes(2);
  });

  it('when the key has left the set, as soon as that is known', async () => {
    const verifier = await verifierOf();
    await expect(reasonOf(verifier, token)).resolves.toBe('genuine');
    const newKey = createSigningKey('key-3');
    keyServer.keys = [otherKey, newKey];
    await expect(reasonOf(verifier, sign(accessPayload(), newKey))).resolves.toBe('genuine');

    time = { wall: time.wall + 10_000, steady: time.steady + 10_000 };
    await expect(reasonOf(verifier, token)).resolves.toBe('unknown_key');
  });

  it('when the pool’s other issuer brings other keys', async () => {
    const verifier = await verifierOf();
    await verifier.verify(token);
    keyServer.updatedIssuerStatus = 200;
    const iss = `https://issuer-cognito-idp.us-east-1.amazonaws.com/${POOL}`;
    await expect(reasonOf(verifier, sign(accessPayload({ iss }), key))).resolves.toBe('genuine');
    verifications.mockClear();

    await expect(reasonOf(verifier, token)).resolves.toBe('genuine');
    expect(verifications).toHaveBeenCalledTimes(1);
  });
});

describe('an authorizer', () => {
  const variables = { ...process.env };

  afterEach(() => {
    process.env = { ...variables };
  });

  it.each([
    [undefined, 1],
    ['false', 2],
  ])('remembers unless it is told not to: %p', async (told, expected) => {
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = keyServer.address;
    if (told !== undefined) process.env['REMEMBER_VERIFIED_TOKENS'] = told;
    const { verifier } = authorizerDependencies();
    // The first verification waits for the keys; what is remembered is the second.
    await verifier.verify(token);
    verifications.mockClear();
    for (let times = 0; times < 2; times++) await verifier.verify(token);

    expect(verifications).toHaveBeenCalledTimes(expected);
  });
});

describe('the memory', () => {
  const memory = (capacity: number) => createVerifiedTokens({ clock, fetches: () => 1, capacity });
  const textOf = (tokens: ReturnType<typeof memory>, text: string) => tokens.textOf(text) ?? 'too long';

  it('holds so many tokens, the latest, whoever sends more', () => {
    const tokens = memory(3);
    const texts = ['a', 'b', 'c', 'd', 'e'].map((text) => textOf(tokens, text));
    for (const text of texts) tokens.add(text, { sub: text });

    expect(texts.map((text) => tokens.find(text)?.sub)).toEqual([undefined, undefined, ...texts.slice(2)]);
  });

  it('counts a token that is verified again once', () => {
    const tokens = memory(2);
    const [a, b] = [textOf(tokens, 'a'), textOf(tokens, 'b')];
    for (const text of [a, b, a, a]) tokens.add(text, { sub: text });

    expect([a, b].map((text) => tokens.find(text)?.sub)).toEqual([a, b]);
  });

  it('holds no token, and none that is so long that a thousand would be too much', () => {
    const tokens = memory(2);

    expect(tokens.textOf(token)).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(tokens.textOf('a'.repeat(4096))).toBeDefined();
    expect(tokens.textOf('a'.repeat(4097))).toBeUndefined();
  });

  it('takes a thousand unless it is told otherwise, and verifies longer tokens each time', async () => {
    const tokens = createVerifiedTokens({ clock, fetches: () => 1 });
    for (let index = 0; index < 1001; index++) tokens.add(textOf(tokens, String(index)), {});
    expect([tokens.find(textOf(tokens, '0')), tokens.find(textOf(tokens, '1'))]).toEqual([undefined, {}]);

    const verifier = await verifierOf();
    const long = sign(accessPayload({ 'custom:long': 'x'.repeat(4000) }), key);
    for (let times = 0; times < 2; times++) await expect(reasonOf(verifier, long)).resolves.toBe('genuine');
    expect(verifications).toHaveBeenCalledTimes(2);
  });
});
