import {
  createVerifier,
  InsufficientScopeError,
  InvalidTokenError,
  UnavailableError,
  type Verifier,
  type VerifierOptions,
} from '../../verify';
import { accessPayload, createSigningKey, idPayload, machinePayload, sign } from '../support/tokens';
import { verifyInEachTest, type Verification } from '../support/verification';

let verification: Verification;
verifyInEachTest((started) => (verification = started));

const faults: UnavailableError[] = [];

beforeEach(() => {
  faults.length = 0;
});

function verifierWith(options: VerifierOptions = {}): Verifier {
  return createVerifier({ onUnavailable: (error) => faults.push(error), ...options });
}

async function problemOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => 'none',
    (error: unknown) => error,
  );
}

/** Whatever is thrown: an answer of HTTP. */
async function answerOn(answer: Promise<unknown>) {
  const { statusCode, headers } = (await problemOf(answer)) as InvalidTokenError;
  return { statusCode, challenge: headers['www-authenticate'], retryAfter: headers['retry-after'] };
}

const INVALID = { statusCode: 401, challenge: 'Bearer error="invalid_token"' };
const UNAVAILABLE = { statusCode: 503, retryAfter: '1' };
const MINUTE_AGO = Math.floor(Date.now() / 1000) - 60;

describe('verify()', () => {
  it('tells the session of an access token, an ID token and a machine token', async () => {
    const verifier = verifierWith({ acceptedTokenUse: ['access', 'id'] });
    const times = { auth_time: MINUTE_AGO, exp: MINUTE_AGO + 3600 };
    const user = {
      sub: 'user-1',
      username: 'alice',
      clientId: 'client-1',
      sessionId: 'session-1',
      authTime: MINUTE_AGO,
      expiresAt: MINUTE_AGO + 3600,
      groups: ['admins', 'staff'],
    };

    await expect(verifier.verify(verification.token(accessPayload(times)))).resolves.toEqual({
      ...user,
      tokenUse: 'access',
      scopes: ['aws.cognito.signin.user.admin'],
    });
    await expect(verifier.verify(verification.token(idPayload(times)))).resolves.toEqual({
      ...user,
      tokenUse: 'id',
      scopes: [],
    });
    await expect(verifier.verify(verification.token(machinePayload({ exp: times.exp })))).resolves.toEqual({
      sub: 'client-1',
      username: null,
      clientId: 'client-1',
      tokenUse: 'access',
      sessionId: 'machine-1',
      authTime: null,
      expiresAt: times.exp,
      scopes: ['api/read'],
      groups: [],
    });
  });

  it('challenges without an error code if there is no token (RFC 6750 §3.1)', async () => {
    const problem = await problemOf(verifierWith().verify(undefined));

    expect(problem).toBeInstanceOf(InvalidTokenError);
    expect(problem).toMatchObject({ statusCode: 401, code: 'invalid_token', reason: 'missing_token' });
    expect((problem as InvalidTokenError).headers).toEqual({
      'www-authenticate': 'Bearer',
      'cache-control': 'no-store',
    });
  });

  it.each([
    ['nothing', () => '', undefined],
    ['no token', () => 'abc', 'malformed_token'],
    ['another’s signature', () => sign(accessPayload(), createSigningKey('key-1')), 'bad_signature'],
    ['an expired token', () => verification.token(accessPayload({ exp: 1_700_000_000 })), 'expired'],
    ['a foreign client', () => verification.token(accessPayload({ client_id: 'client-9' })), 'wrong_client'],
    ['a use that is not accepted', () => verification.token(idPayload()), 'wrong_token_use'],
    ['a token of no session', () => verification.token(accessPayload({ origin_jti: undefined })), 'not_revocable'],
    [
      'a token without a sign-in',
      () => verification.token(accessPayload({ auth_time: undefined })),
      'malformed_claims',
    ],
  ])('refuses %s, and says why to the service alone', async (_, tokenOf, reason) => {
    const problem = await problemOf(verifierWith().verify(tokenOf()));

    expect(problem).toBeInstanceOf(InvalidTokenError);
    if (reason !== undefined) expect(problem).toMatchObject({ reason });
    expect((problem as Error).message).toBe('Unauthorized');
    await expect(answerOn(verifierWith().verify(tokenOf()))).resolves.toMatchObject(INVALID);
    expect(verification.table.requests).toEqual([]);
  });

  it.each([
    [null, 'missing_token'],
    [{ length: 1 }, 'malformed_token'],
    [['abc'], 'malformed_token'],
    [1, 'malformed_token'],
  ])('takes what is no text for a bad token, and not for a fault: %j', async (token, reason) => {
    await expect(verifierWith().verify(token as never)).rejects.toMatchObject({ name: 'InvalidTokenError', reason });
    expect(faults).toEqual([]);
  });

  it('refuses a signed-out session on the very next call', async () => {
    const verifier = verifierWith();
    const token = verification.token(accessPayload());
    await verifier.verify(token);
    await verification.revoke({ kind: 'session' }, 'session#session-1');

    await expect(verifier.verify(token)).rejects.toMatchObject({ name: 'InvalidTokenError', reason: 'revoked' });
    await verifier.verify(verification.token(accessPayload({ origin_jti: 'session-2' })));
  });

  it('never takes a fault for a verdict, nor a verdict for a fault', async () => {
    const verifier = verifierWith();
    await verifier.verify(verification.token(accessPayload()));
    verification.breakTable(true);

    await expect(answerOn(verifier.verify(verification.token(accessPayload())))).resolves.toEqual(UNAVAILABLE);
    await expect(answerOn(verifier.verify('abc'))).resolves.toEqual(INVALID);
    verification.keyServer.status = 503;
    const byANewKey = sign(accessPayload(), createSigningKey('key-2'));
    await expect(answerOn(verifier.verify(byANewKey))).resolves.toEqual(UNAVAILABLE);
    expect(faults.map(({ code }) => code)).toEqual(['revocation_store_unavailable', 'signing_keys_unavailable']);
    expect(faults.every((fault) => fault instanceof UnavailableError && fault.cause instanceof Error)).toBe(true);
  });

  it.each<[string, () => unknown]>([
    [
      'at once',
      () => {
        throw new Error('log');
      },
    ],
    ['later', () => Promise.reject(new Error('log'))],
  ])('answers 503 though whoever is told of the fault fails: %s', async (_, fails) => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    verification.breakTable(true);
    const verifier = createVerifier({ onUnavailable: () => fails() as undefined });

    await expect(answerOn(verifier.verify(verification.token(accessPayload())))).resolves.toEqual(UNAVAILABLE);
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('warns of a fault if nobody else is to be told, without a word of the token', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    verification.breakTable(true);
    const token = verification.token(accessPayload());

    await expect(createVerifier().verify(token)).rejects.toBeInstanceOf(UnavailableError);
    const warnings = emitWarning.mock.calls as unknown as [string, object][];
    emitWarning.mockRestore();
    expect(warnings).toEqual([
      [
        'a token could not be decided on: the revocation table could not be read: DynamoDB answered 400',
        { type: 'CognitoSignOut', code: 'revocation_store_unavailable' },
      ],
    ]);
  });
});

describe('what is required besides', () => {
  const verify = (payload: object, requirements: object) =>
    verifierWith().verify(verification.token(accessPayload({ ...payload })), requirements);

  it('is every scope', async () => {
    const scopes = ['orders/read', 'orders/write'];
    await verify({ scope: 'orders/write openid orders/read' }, { scopes });

    const problem = await problemOf(verify({ scope: 'orders/read' }, { scopes }));
    expect(problem).toBeInstanceOf(InsufficientScopeError);
    expect(problem).toMatchObject({ statusCode: 403, code: 'insufficient_scope', message: 'Forbidden' });
    expect((problem as InsufficientScopeError).headers['www-authenticate']).toBe(
      'Bearer error="insufficient_scope", scope="orders/read orders/write"',
    );
  });

  it('is no scope of an ID token, whatever claims a trigger has given it', async () => {
    const verifier = verifierWith({ acceptedTokenUse: ['access', 'id'] });
    const token = verification.token(idPayload({ scope: 'orders/read' }));

    await expect(verifier.verify(token)).resolves.toMatchObject({ tokenUse: 'id', scopes: [] });
    await expect(answerOn(verifier.verify(token, { scopes: ['orders/read'] }))).resolves.toMatchObject({
      statusCode: 403,
    });
  });

  it('is one of the groups', async () => {
    await verify({ 'cognito:groups': ['b'] }, { groups: ['a', 'b'] });

    await expect(answerOn(verify({ 'cognito:groups': ['ab'] }, { groups: ['a', 'b'] }))).resolves.toEqual({
      statusCode: 403,
      challenge: 'Bearer error="insufficient_scope"',
    });
  });

  it('is looked at last: a signed-out token is told nothing of it', async () => {
    await verification.revoke({ kind: 'session' }, 'session#session-1');

    await expect(answerOn(verify({}, { groups: ['nobody'] }))).resolves.toEqual(INVALID);
  });

  it.each([
    [{ scopes: [] }, 'scopes: got []; allowed: at least one name, or leave it out'],
    [{ groups: 'admins' }, 'groups: got "admins"; allowed: at least one name, or leave it out'],
    [{ scopes: ['a b'] }, 'scopes: got "a b"; allowed: scopes one by one'],
    [{ scopes: ['a"'] }, 'scopes: got "a\\""; allowed: scopes one by one'],
    [{ roles: ['admin'] }, 'roles: unknown; allowed: scopes, groups'],
  ])('says something that can be met: %j', async (requirements, message) => {
    await expect(verify({}, requirements)).rejects.toThrow(message);
  });
});

describe('isRevoked()', () => {
  it('asks the table about claims that another library has verified', async () => {
    const verifier = verifierWith();
    await verification.revoke({ kind: 'session' }, 'session#session-1');

    await expect(verifier.isRevoked(accessPayload())).resolves.toBe(true);
    await expect(verifier.isRevoked(accessPayload({ origin_jti: 'session-2' }))).resolves.toBe(false);
    await expect(verifier.isRevoked(machinePayload())).resolves.toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'claims'],
    ['incomplete ones', accessPayload({ sub: undefined })],
    ['those of no session', accessPayload({ origin_jti: undefined })],
    ['those of another pool', accessPayload({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' })],
    ['those of another issuer that names the pool', accessPayload({ iss: 'https://example.com/us-east-1_Example' })],
    ['those of a foreign client', accessPayload({ client_id: 'client-9' })],
    ['those of a use that is not accepted', idPayload()],
  ])('is true of what it can’t look up, without asking: %s', async (_, claims) => {
    await expect(verifierWith().isRevoked(claims)).resolves.toBe(true);
    expect(verification.table.requests).toEqual([]);
  });

  it('takes the pool’s updated issuer too', async () => {
    const iss = 'https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Example';

    await expect(verifierWith().isRevoked(accessPayload({ iss }))).resolves.toBe(false);
  });

  it('is an error if nobody knows', async () => {
    verification.breakTable(true);

    await expect(answerOn(verifierWith().isRevoked(accessPayload()))).resolves.toEqual(UNAVAILABLE);
    expect(faults.map(({ code }) => code)).toEqual(['revocation_store_unavailable']);
  });
});

describe('with maxAge', () => {
  it('what was accepted is not looked up again for so long, and may be signed out meanwhile', async () => {
    const verifier = verifierWith({ maxAge: 300 });
    const token = verification.token(accessPayload());
    await verifier.verify(token);
    await verifier.verify(verification.token(accessPayload({ jti: 'access-2' })));

    expect(verification.table.requests).toHaveLength(1);
    await verification.revoke({ kind: 'session' }, 'session#session-1');
    await expect(verifier.verify(token)).resolves.toMatchObject({ sessionId: 'session-1' });
  });

  it('what was refused, or could not be known, is looked up each time', async () => {
    const verifier = verifierWith({ maxAge: 300 });
    const token = verification.token(accessPayload());
    verification.breakTable(true);
    await expect(verifier.verify(token)).rejects.toBeInstanceOf(UnavailableError);
    verification.breakTable(false);
    await verification.revoke({ kind: 'session' }, 'session#session-1');

    for (const times of [2, 3]) {
      await expect(verifier.verify(token)).rejects.toBeInstanceOf(InvalidTokenError);
      expect(verification.table.requests).toHaveLength(times);
    }
  });
});
