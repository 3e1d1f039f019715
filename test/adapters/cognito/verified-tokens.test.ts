import * as cognitoChecks from 'aws-jwt-verify/cognito-verifier';
import { CognitoJwtInvalidClientIdError } from 'aws-jwt-verify/error';

import { PoolJwtVerifier } from '../../../lambda/adapters/cognito/pool-jwt-verifier';
import { createCognitoTokenVerifier, type CognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { createVerifiedTokens, type VerifiedTokens } from '../../../lambda/adapters/cognito/verified-tokens';
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
  verifications = jest.spyOn(PoolJwtVerifier.prototype, 'verifySync');
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

/** Where it comes for the second time, as what is remembered has, there is no third verification. */
async function comeTwice(verifier: CognitoTokenVerifier, text = token): Promise<void> {
  for (let times = 0; times < 2; times++) await expect(reasonOf(verifier, text)).resolves.toBe('genuine');
  expect(verifications).toHaveBeenCalledTimes(2);
  verifications.mockClear();
}

async function reasonOf(verifier: CognitoTokenVerifier, text: string): Promise<string> {
  const verification = await verifier.verify(text);
  return verification.genuine ? 'genuine' : verification.reason;
}

describe('a token that comes again', () => {
  it('is verified when it comes for the second time, not after that, and says the same', async () => {
    const verifier = await verifierOf();
    const first = await verifier.verify(token);
    const others = [await verifier.verify(token), await verifier.verify(token), await verifier.verify(token)];

    expect(others).toEqual([first, first, first]);
    expect(first).toMatchObject({ genuine: true, payload: { sub: 'user-1', jti: 'access-1' } });
    expect(verifications).toHaveBeenCalledTimes(2);
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
    await comeTwice(verifier, short);
    await expect(reasonOf(verifier, short)).resolves.toBe('genuine');
    jest.setSystemTime(Date.now() + 62_000);

    await expect(reasonOf(verifier, short)).resolves.toBe('expired');
    expect(verifications).not.toHaveBeenCalled();
  });

  it('is checked for its client and its use all the same', async () => {
    const verifier = await verifierOf();
    await comeTwice(verifier);
    const check = jest.spyOn(cognitoChecks, 'validateCognitoJwtFields').mockImplementationOnce(() => {
      throw new CognitoJwtInvalidClientIdError('not any more', 'client-1');
    });

    await expect(reasonOf(verifier, token)).resolves.toBe('wrong_client');
    expect(check).toHaveBeenCalledWith(expect.objectContaining({ client_id: 'client-1' }), {
      clientId: ['client-1'],
      tokenUse: null,
    });
    expect(verifications).not.toHaveBeenCalled();
  });

  it('can’t be changed by whoever was told what it says', async () => {
    const verifier = await verifierOf();
    await comeTwice(verifier);
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
    for (let times = 0; times < 3; times++) await expect(reasonOf(verifier, refused)).resolves.toBe(reason);

    expect(verifications).toHaveBeenCalledTimes(3);
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
    await comeTwice(verifier);
    const spellings = [...respelled, `${token}==`];
    expect(spellings.length).toBeGreaterThan(10);
    for (const spelling of spellings) await expect(reasonOf(verifier, spelling)).resolves.toBe('genuine');

    expect(verifications).toHaveBeenCalledTimes(spellings.length);
  });

  it('with the signature of a remembered token is forged', async () => {
    const verifier = await verifierOf();
    await comeTwice(verifier);
    const forged = [
      `${header}.${base64url(JSON.stringify(accessPayload({ sub: 'user-2' })))}.${signature}`,
      `${base64url('{"kid":"key-1","alg":"none"}')}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${token}\u0100`,
      `${token.slice(0, -1)}\ud800`,
    ];
    for (const text of forged) {
      for (let times = 0; times < 3; times++) await expect(reasonOf(verifier, text)).resolves.not.toBe('genuine');
    }
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
    await comeTwice(verifier);
    time = { wall: time.wall + passed.wall, steady: time.steady + passed.steady };

    await expect(reasonOf(verifier, token)).resolves.toBe('genuine');
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('not a moment before', async () => {
    const verifier = await verifierOf();
    await comeTwice(verifier);
    time = { wall: time.wall + 5 * MINUTES - 1, steady: time.steady + 5 * MINUTES - 1 };

    await expect(reasonOf(verifier, token)).resolves.toBe('genuine');
    expect(verifications).not.toHaveBeenCalled();
  });

  it('and does not live for ever by being asked for', async () => {
    const verifier = await verifierOf();
    await comeTwice(verifier);
    for (let times = 0; times < 6; times++) {
      await verifier.verify(token);
      time = { wall: time.wall + MINUTES, steady: time.steady + MINUTES };
    }

    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('when the key has left the set, as soon as that is known', async () => {
    const verifier = await verifierOf();
    await comeTwice(verifier);
    const newKey = createSigningKey('key-3');
    keyServer.keys = [otherKey, newKey];
    await expect(reasonOf(verifier, sign(accessPayload(), newKey))).resolves.toBe('genuine');

    time = { wall: time.wall + 10_000, steady: time.steady + 10_000 };
    await expect(reasonOf(verifier, token)).resolves.toBe('unknown_key');
  });

  it('when the pool’s other issuer brings other keys', async () => {
    const verifier = await verifierOf();
    await comeTwice(verifier);
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
    // The first verification waits for the keys; what is remembered is the third.
    for (let times = 0; times < 2; times++) await verifier.verify(token);
    verifications.mockClear();
    for (let times = 0; times < 2; times++) await verifier.verify(token);

    expect(verifications).toHaveBeenCalledTimes(expected);
  });
});

describe('the memory', () => {
  const memory = (capacity?: number) =>
    createVerifiedTokens({ clock, fetches: () => 1, ...(capacity !== undefined && { capacity }) });
  /** A text whose end is its own. */
  const textOf = (name: string | number) => String(name).padStart(20, '-');
  const addAll = (tokens: VerifiedTokens, texts: readonly string[]) => {
    for (const text of texts) tokens.add(text, { sub: text });
  };

  it('holds so many tokens, the latest, whoever sends more', () => {
    const tokens = memory(3);
    const texts = ['a', 'b', 'c', 'd', 'e'].map(textOf);
    for (const text of texts) addAll(tokens, [text, text]);

    expect(texts.map((text) => tokens.find(text)?.sub)).toEqual([undefined, undefined, ...texts.slice(2)]);
  });

  it('counts a token that is verified again once', () => {
    const tokens = memory(2);
    const [a, b] = [textOf('a'), textOf('b')];
    addAll(tokens, [a, a, b, b, a, a]);

    expect([a, b].map((text) => tokens.find(text)?.sub)).toEqual([a, b]);
  });

  it('hashes no token that has not come before, and none that is so long that a thousand would be too much', () => {
    const hash = jest.spyOn(process.getBuiltinModule('node:crypto'), 'hash');
    const tokens = memory(2);
    const [short, longest, tooLong] = [textOf('a'), 'b'.repeat(4096), 'c'.repeat(4097)];
    for (const text of [short, longest, tooLong]) {
      expect(tokens.find(text)).toBeUndefined();
      addAll(tokens, [text]);
    }
    expect(hash).not.toHaveBeenCalled();

    addAll(tokens, [short, longest, tooLong]);
    expect([short, longest, tooLong].map((text) => tokens.find(text)?.sub)).toEqual([short, longest, undefined]);
    expect(hash.mock.calls.map(([, text]) => text)).not.toContain(tooLong);
  });

  it('takes two texts with the same end for what they are', () => {
    const tokens = memory(2);
    const [one, other] = [`one${textOf('same')}`, `other${textOf('same')}`];
    addAll(tokens, [one, one]);

    expect(tokens.find(other)).toBeUndefined();
    addAll(tokens, [other]);
    expect([tokens.find(one)?.sub, tokens.find(other)?.sub]).toEqual([undefined, other]);
  });

  it('knows of the latest that came that they have come before, and not of all that ever came', () => {
    const texts = Array.from({ length: 7 }, (_, index) => textOf(index));
    const isKnown = texts.map((text) => {
      const tokens = memory(3);
      addAll(tokens, [...texts, text]);
      return tokens.find(text) !== undefined;
    });

    // Three are the latest, and three more came before them.
    expect(isKnown).toEqual([false, false, false, true, true, true, true]);
  });

  it('holds a token that keeps coming, whatever comes for the first time meanwhile', () => {
    const tokens = memory(3);
    const text = textOf('a');
    addAll(tokens, [text, text]);
    for (let index = 0; index < 100; index++) {
      addAll(tokens, [textOf(index)]);
      expect(tokens.find(text)?.sub).toBe(text);
    }
  });

  it('takes a thousand unless it is told otherwise, and verifies longer tokens each time', async () => {
    const tokens = memory();
    for (let index = 0; index < 1001; index++) addAll(tokens, [textOf(index), textOf(index)]);
    expect([tokens.find(textOf(0)), tokens.find(textOf(1))]).toEqual([undefined, { sub: textOf(1) }]);

    const verifier = await verifierOf();
    const long = sign(accessPayload({ 'custom:long': 'x'.repeat(4000) }), key);
    for (let times = 0; times < 3; times++) await expect(reasonOf(verifier, long)).resolves.toBe('genuine');
    expect(verifications).toHaveBeenCalledTimes(3);
  });
});
