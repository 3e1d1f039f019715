import { createCognitoTokenVerifier, type CognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import {
  accessPayload,
  createSigningKey,
  ISSUER,
  KeyServer,
  POOL,
  sign,
  UPDATED_ISSUER,
  type SigningKey,
} from '../../support/tokens';

// When keys are asked for, and what is known meanwhile: seen by the verifier, with a key server on loopback.

const PATH = `/${POOL}/.well-known/jwks.json`;
const UPDATED_URL = `${UPDATED_ISSUER}/.well-known/jwks.json`;
/** Milliseconds for which the keys of an issuer are not asked for again. */
const WAIT = 10_000;

const [oldKey, newKey, foreignKey] = ['old-key', 'new-key', 'foreign-key'].map(createSigningKey) as [
  SigningKey,
  SigningKey,
  SigningKey,
];
const genuine = sign(accessPayload(), oldKey);
const ofNewKey = sign(accessPayload(), newKey);
const ofUpdatedIssuer = sign(accessPayload({ iss: UPDATED_ISSUER }), oldKey);
const forgedOfUpdatedIssuer = sign({ iss: UPDATED_ISSUER, exp: 4_000_000_000 }, foreignKey);
const junk = (kid: string) => sign(accessPayload(), { ...foreignKey, kid });

let keyServer: KeyServer;
/** By a clock that may be set, and one that may stand still. Milliseconds. */
let time: { wall: number; steady: number };
let verifier: CognitoTokenVerifier;

beforeEach(async () => {
  keyServer = new KeyServer(oldKey);
  const cognitoEndpoint = await keyServer.start();
  time = { wall: 1_800_000_000_000, steady: 0 };
  verifier = createCognitoTokenVerifier({
    userPoolId: POOL,
    userPoolClientIds: ['client-1'],
    acceptedTokenUse: ['access', 'id'],
    cognitoEndpoint,
    clock: { now: () => time.wall, steady: () => time.steady },
  });
});

afterEach(async () => {
  await keyServer.stop();
});

/** `genuine`, why it is not, or the code of the fault. */
async function verdictOn(token: string): Promise<string> {
  try {
    const verification = await verifier.verify(token);
    return verification.genuine ? 'genuine' : verification.reason;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** Since the test began; each attempt in these tests is made at 0. */
function after(milliseconds: number): void {
  time = { wall: 1_800_000_000_000 + milliseconds, steady: milliseconds };
}

describe('the updated issuer', () => {
  it.each([400, 403, 404, 410])('is not the pool’s if its key server says so: %d', async (status) => {
    keyServer.updatedIssuerStatus = status;

    await expect(verdictOn(forgedOfUpdatedIssuer)).resolves.toBe('wrong_issuer');
    expect(keyServer.requests).toEqual([UPDATED_URL]);
  });

  it('is asked about again after 10 s, and not before', async () => {
    await verdictOn(forgedOfUpdatedIssuer);
    for (const passed of [0, 1, WAIT - 1]) {
      after(passed);
      await expect(verdictOn(forgedOfUpdatedIssuer)).resolves.toBe('wrong_issuer');
      await expect(verdictOn(ofUpdatedIssuer)).resolves.toBe('wrong_issuer');
    }
    expect(keyServer.requests).toHaveLength(1);

    after(WAIT);
    await expect(verdictOn(forgedOfUpdatedIssuer)).resolves.toBe('wrong_issuer');
    expect(keyServer.requests).toHaveLength(2);
    after(2 * WAIT + 1);
    await expect(verdictOn(forgedOfUpdatedIssuer)).resolves.toBe('wrong_issuer');
    expect(keyServer.requests).toEqual([UPDATED_URL, UPDATED_URL, UPDATED_URL]);
  });

  it('becomes the pool’s when its owner has switched it over', async () => {
    await expect(verdictOn(ofUpdatedIssuer)).resolves.toBe('wrong_issuer');
    keyServer.updatedIssuerStatus = 200;
    after(WAIT);

    await expect(verdictOn(ofUpdatedIssuer)).resolves.toBe('genuine');
    await expect(verdictOn(genuine)).resolves.toBe('genuine');
  });

  it('does not take back what it has told: its tokens live on when the pool is switched back', async () => {
    keyServer.updatedIssuerStatus = 200;
    await verdictOn(ofUpdatedIssuer);
    keyServer.updatedIssuerStatus = 403;
    after(WAIT);

    await expect(verdictOn(forgedOfUpdatedIssuer)).resolves.toBe('wrong_issuer');
    await expect(verdictOn(ofUpdatedIssuer)).resolves.toBe('genuine');
  });

  // Too many requests, or too slow: that is about us, not about the issuer.
  it.each([408, 429, 500, 503, 301, 204])('is nobody knows whose if its key server answers %d', async (status) => {
    keyServer.updatedIssuerStatus = status;
    await expect(verdictOn(ofUpdatedIssuer)).resolves.toBe('signing_keys_unavailable');
    keyServer.updatedIssuerStatus = 200;

    after(WAIT - 1);
    await expect(verdictOn(ofUpdatedIssuer)).resolves.toBe('signing_keys_unavailable');
    expect(keyServer.requests).toEqual([UPDATED_URL]);
    after(WAIT);
    await expect(verdictOn(ofUpdatedIssuer)).resolves.toBe('genuine');
  });

  it('is no reason to ask, or not to ask, for the keys of the other', async () => {
    await verdictOn(forgedOfUpdatedIssuer);
    await expect(verdictOn(genuine)).resolves.toBe('genuine');
    await expect(verdictOn(junk('junk'))).resolves.toBe('unknown_key');
    await expect(verdictOn(forgedOfUpdatedIssuer)).resolves.toBe('wrong_issuer');

    expect(keyServer.requests).toEqual([UPDATED_URL, PATH, PATH]);
  });
});

describe('the pool’s own issuer', () => {
  // A pool that is gone, or is not what the configuration says: no caller can mend that.
  it.each([400, 403, 404, 429, 500])('is a fault, never a bad token, if its keys are refused: %d', async (status) => {
    keyServer.status = status;

    await expect(verdictOn(genuine)).resolves.toBe('signing_keys_unavailable');
  });

  it('is a fault too if its keys are refused later, but for those that are known', async () => {
    await verdictOn(genuine);
    keyServer.status = 404;
    after(WAIT);

    await expect(verdictOn(ofNewKey)).resolves.toBe('signing_keys_unavailable');
    await expect(verdictOn(genuine)).resolves.toBe('genuine');
  });

  it('tells the operators what it was answered', async () => {
    keyServer.status = 404;

    const first: unknown = await verifier.verify(genuine).catch((error: unknown) => error);
    expect(first).toMatchObject({ cause: { name: 'KeyServerError', $metadata: { httpStatusCode: 404 } } });
    const fromMemory: unknown = await verifier.verify(genuine).catch((error: unknown) => error);
    expect(fromMemory).toMatchObject({ cause: { name: 'KeyServerError', $metadata: { httpStatusCode: 404 } } });
    expect(keyServer.requests).toHaveLength(1);
  });
});

describe('keys that could not be fetched', () => {
  it.each([
    ['an error of the server', () => (keyServer.status = 500)],
    ['no key set', () => (keyServer.body = '<html>')],
    ['a malformed key', () => (keyServer.body = '{"keys":[{"kid":1}]}')],
  ])('are asked for again after 10 s, and not before: %s', async (_, breaks) => {
    breaks();
    for (const passed of [0, 1, WAIT - 1]) {
      after(passed);
      await expect(verdictOn(genuine)).resolves.toBe('signing_keys_unavailable');
    }
    expect(keyServer.requests).toHaveLength(1);
    Object.assign(keyServer, { status: 200, body: undefined });

    await expect(verdictOn(genuine)).resolves.toBe('signing_keys_unavailable');
    after(WAIT);
    await expect(verdictOn(genuine)).resolves.toBe('genuine');
  });

  it('are not asked for by every forged token', async () => {
    await verdictOn(genuine);
    keyServer.status = 500;
    after(WAIT);
    for (let times = 0; times < 50; times++) {
      await expect(verdictOn(junk(`junk-${String(times)}`))).resolves.toBe('signing_keys_unavailable');
    }

    expect(keyServer.requests).toEqual([PATH, PATH]);
    await expect(verdictOn(genuine)).resolves.toBe('genuine');
  });
});

describe('a key that is not among those we have', () => {
  beforeEach(async () => {
    await verifier.initialize();
    keyServer.requests.length = 0;
  });

  it('is unknown if the keys were fetched for it and do not hold it, for 10 s without asking again', async () => {
    for (const passed of [0, 1, WAIT - 1]) {
      after(passed);
      await expect(verdictOn(junk('junk'))).resolves.toBe('unknown_key');
    }
    expect(keyServer.requests).toHaveLength(1);

    after(WAIT);
    await expect(verdictOn(junk('junk'))).resolves.toBe('unknown_key');
    expect(keyServer.requests).toHaveLength(2);
  });

  it('is a fault while the keys may not be asked for again: it may be new', async () => {
    await expect(verdictOn(junk('junk'))).resolves.toBe('unknown_key');
    keyServer.keys = [oldKey, newKey];
    for (const passed of [0, 1, WAIT - 1]) {
      after(passed);
      await expect(verdictOn(ofNewKey)).resolves.toBe('signing_key_unknown');
    }
    expect(keyServer.requests).toHaveLength(1);

    after(WAIT);
    await expect(verdictOn(ofNewKey)).resolves.toBe('genuine');
    expect(keyServer.requests).toHaveLength(2);
  });

  it('makes nobody wait if it is found: it can be asked for but once', async () => {
    keyServer.keys = [newKey];
    await expect(verdictOn(ofNewKey)).resolves.toBe('genuine');
    await expect(verdictOn(ofNewKey)).resolves.toBe('genuine');
    keyServer.keys = [newKey, foreignKey];

    await expect(verdictOn(sign(accessPayload(), foreignKey))).resolves.toBe('genuine');
    expect(keyServer.requests).toEqual([PATH, PATH]);
  });

  it('costs one request in 10 s, however many there are, and never a key that we have', async () => {
    for (let times = 0; times < 200; times++) {
      after(100 * times);
      await verdictOn(junk(`junk-${String(times)}`));
      if (times % 20 === 0) await expect(verdictOn(genuine)).resolves.toBe('genuine');
    }

    expect(keyServer.requests).toEqual([PATH, PATH]);
  });

  it('comes along when the keys are fetched for a forged token', async () => {
    keyServer.keys = [oldKey, newKey];
    await expect(verdictOn(junk('junk'))).resolves.toBe('unknown_key');

    await expect(verdictOn(ofNewKey)).resolves.toBe('genuine');
    expect(keyServer.requests).toHaveLength(1);
  });

  it('is fetched once for those who want it at the same time', async () => {
    keyServer.keys = [oldKey, newKey];

    const verdicts = await Promise.all([ofNewKey, junk('junk'), ofNewKey].map(verdictOn));

    expect(verdicts).toEqual(['genuine', 'signing_key_unknown', 'genuine']);
    expect(keyServer.requests).toHaveLength(1);
  });

  it.each([
    ['the process was frozen, and only the wall clock went on', { wall: 1_800_000_000_000 + WAIT, steady: 1 }, 2],
    ['the wall clock was set back', { wall: 1_700_000_000_000, steady: WAIT }, 2],
    ['the wall clock was set back, and no time has passed', { wall: 1_700_000_000_000, steady: WAIT - 1 }, 1],
  ])('is asked for again when 10 s have passed by either clock: %s', async (_, later, requests) => {
    await verdictOn(junk('junk'));
    time = later;
    await verdictOn(junk('junk'));

    expect(keyServer.requests).toHaveLength(requests);
  });
});

describe('the initialization', () => {
  it('asks for the keys of the pool’s own issuer alone', async () => {
    await verifier.initialize();

    expect(keyServer.requests).toEqual([PATH]);
  });

  it.each([404, 500])('leaves the first verification its own attempt: %d', async (status) => {
    keyServer.status = status;
    await expect(verifier.initialize()).rejects.toThrow();
    keyServer.status = 200;

    await expect(verdictOn(genuine)).resolves.toBe('genuine');
    expect(keyServer.requests).toEqual([PATH, PATH]);
  });

  it('does not keep a new key from being found', async () => {
    await verifier.initialize();
    keyServer.keys = [oldKey, newKey];

    await expect(verdictOn(ofNewKey)).resolves.toBe('genuine');
  });
});

it('a foreign issuer is never asked about', async () => {
  for (const iss of ['https://evil.example', `${ISSUER}2`, `${UPDATED_ISSUER}2`, UPDATED_ISSUER.toUpperCase()]) {
    await expect(verdictOn(sign(accessPayload({ iss }), oldKey))).resolves.toBe('wrong_issuer');
  }

  expect(keyServer.requests).toEqual([]);
});
