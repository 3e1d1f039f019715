import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import { SimpleJwksCache, type Jwks } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import fc from 'fast-check';

import { issuersOf, keysUrlOf } from '../../../lambda/adapters/cognito/issuers';
import { PoolJwtVerifier } from '../../../lambda/adapters/cognito/pool-jwt-verifier';
import { accessPayload, createSigningKey, idPayload, ISSUER, POOL, sign, UPDATED_ISSUER } from '../../support/tokens';

const [key, foreign] = [createSigningKey('key-1'), createSigningKey('key-1')];

/** The library's verifier for Cognito, and the one that is built upon its verifier for JWTs of whomever. */
function verifiers(clientId: string[] | null, tokenUse: 'access' | 'id' | null, graceSeconds: number) {
  const jwks = { keys: [key.jwk] } as unknown as Jwks;
  const cacheOf = () => {
    const cache = new SimpleJwksCache();
    for (const issuer of issuersOf(POOL)) cache.addJwks(keysUrlOf(issuer), jwks);
    return cache;
  };
  const check = (payload: JwtPayload) => {
    validateCognitoJwtFields(payload, { clientId, tokenUse });
  };
  return [
    CognitoJwtVerifier.create({ userPoolId: POOL, clientId, tokenUse, graceSeconds }, { jwksCache: cacheOf() }),
    new PoolJwtVerifier({ issuers: issuersOf(POOL), graceSeconds, check, jwksCache: cacheOf() }),
  ] as const;
}

type Verifier = ReturnType<typeof verifiers>[number];

/** What it is, and what it says. */
function described(error: unknown): unknown {
  return [(error as Error).constructor.name, (error as Error).message];
}

/** The payload, or the error: at once, and later. */
async function outcomesOf(verifier: Verifier, token: string): Promise<unknown[]> {
  let atOnce: unknown;
  try {
    atOnce = verifier.verifySync(token);
  } catch (error) {
    atOnce = described(error);
  }
  return [atOnce, await verifier.verify(token).catch(described)];
}

it('says of every token what the library’s own verifier for Cognito says, at once or later', async () => {
  const now = Math.floor(Date.now() / 1000);
  const seconds = fc.constantFrom(undefined, now - 3600, now - 5, now + 3600, 'soon');
  const overrides = fc.record(
    {
      iss: fc.constantFrom(ISSUER, UPDATED_ISSUER, `${ISSUER}/`, 'https://evil.example', '', undefined, [ISSUER]),
      exp: seconds,
      nbf: seconds,
      client_id: fc.constantFrom('client-1', 'client-2', undefined),
      aud: fc.constantFrom('client-1', 'client-2', ['client-1'], undefined),
      token_use: fc.constantFrom('access', 'id', 'refresh', undefined),
      scope: fc.constantFrom('openid', undefined, 1),
    },
    { requiredKeys: [] },
  );
  const headers = fc.record(
    { alg: fc.constantFrom('RS256', 'RS512', 'HS256', 'none'), kid: fc.constantFrom('key-1', 'key-9') },
    { requiredKeys: [] },
  );
  const seen = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(accessPayload, idPayload),
      overrides,
      headers,
      fc.constantFrom(key, key, key, foreign),
      fc.constantFrom<string[] | null>(null, ['client-1'], ['client-1', 'client-2']),
      fc.constantFrom(null, 'access' as const, 'id' as const),
      fc.constantFrom(0, 10, Infinity),
      async (payloadWith, claims, header, signedBy, clientId, tokenUse, graceSeconds) => {
        const token = sign(payloadWith(claims), signedBy, header);
        const [theirs, ours] = verifiers(clientId, tokenUse, graceSeconds);
        const expected = await outcomesOf(theirs, token);
        seen.add(Array.isArray(expected[0]) ? expected[0][0] : 'genuine');
        expect(await outcomesOf(ours, token)).toEqual(expected);
      },
    ),
    { numRuns: 1500 },
  );

  // Or it would be one refusal that is held against itself.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'genuine',
      'JwtExpiredError',
      'JwtInvalidSignatureError',
      'CognitoJwtInvalidClientIdError',
      'CognitoJwtInvalidTokenUseError',
      'KidNotFoundInJwksError',
      'ParameterValidationError',
      'JwtNotBeforeError',
    ]),
  );
});
