import http from 'node:http';
import https from 'node:https';
import { arrayBuffer } from 'node:stream/consumers';

import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  FetchError,
  JwkValidationError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  KidNotFoundInJwksError,
  ParameterValidationError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';

import type { TokenUse } from '../../contract';
import { RevocationError } from '../../core/errors';
import type { TokenVerifier, Verification, VerificationFailure } from '../../core/token/verification';

/** Characters; a gateway's headers end at 10 KB anyway. */
const MAX_TOKEN_LENGTH = 16_384;

/** What {@link createCognitoTokenVerifier} needs to know. */
export interface CognitoTokenVerifierOptions {
  readonly userPoolId: string;
  /** App clients whose tokens are accepted, at least one; null for all of the pool's. */
  readonly userPoolClientIds: readonly string[] | null;
  /** `token_use` values that are accepted, at least one. */
  readonly acceptedTokenUse: readonly TokenUse[];
  /** Seconds for which a token is accepted after its `exp`; none unless given. */
  readonly graceSeconds?: number;
  /** Longer tokens are refused before they are parsed (characters); 16,384 unless given. */
  readonly maxTokenLength?: number;
  /** Where the keys are served, if not at AWS's own address: no slash at the end. */
  readonly cognitoEndpoint: string | undefined;
}

/** Verifies tokens, and may be made ready for it. */
export interface CognitoTokenVerifier extends TokenVerifier {
  /**
   * Fetches the keys, and verifies a token that is not genuine with each: what the first verification would do besides.
   *
   * @throws Error if the keys can't be fetched: they will be when they are needed
   */
  initialize(): Promise<void>;
}

/**
 * Verifies tokens with the user pool's published keys, which are fetched when first needed and when a token names a
 * key that is not among them (after that at most once in 10 s, so that forged tokens can't make us fetch).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function createCognitoTokenVerifier(options: CognitoTokenVerifierOptions): CognitoTokenVerifier {
  const { userPoolId, userPoolClientIds, acceptedTokenUse, graceSeconds = 0, cognitoEndpoint } = options;
  const { maxTokenLength = MAX_TOKEN_LENGTH } = options;
  const [onlyUse] = acceptedTokenUse;
  const jwksCache = new SimpleJwksCache(cognitoEndpoint === undefined ? {} : { fetcher: fetcherAt(cognitoEndpoint) });
  const verifier = CognitoJwtVerifier.create(
    {
      userPoolId,
      clientId: userPoolClientIds === null ? null : [...userPoolClientIds],
      tokenUse: acceptedTokenUse.length === 1 && onlyUse !== undefined ? onlyUse : null,
      graceSeconds,
    },
    { jwksCache },
  );
  // Where the keys are known nothing is waited for: the asynchronous way costs more, and tells the same.
  const verify = async (token: string): Promise<Verification> => {
    if (token.length > maxTokenLength) return { genuine: false, reason: 'malformed_token' };
    try {
      return { genuine: true, payload: verifier.verifySync(token) };
    } catch (error) {
      if (!isKeyMissing(error)) return { genuine: false, reason: failureOf(error) };
    }
    try {
      return { genuine: true, payload: await verifier.verify(token) };
    } catch (error) {
      return { genuine: false, reason: failureOf(error) };
    }
  };

  return {
    verify,

    async initialize() {
      const { issuer, jwksUri } = CognitoJwtVerifier.parseUserPoolId(userPoolId);
      const { keys } = await jwksCache.getJwks(jwksUri);
      for (const { kid } of keys) await verify(forgedToken(issuer, kid));
    },
  };
}

/** The keys have not been fetched, or the token names one that is not among them: it may be new. */
function isKeyMissing(error: unknown): boolean {
  return error instanceof JwksNotAvailableInCacheError || error instanceof KidNotFoundInJwksError;
}

/** A token that fails by its signature, and by nothing before that. */
function forgedToken(iss: string, kid: string | undefined): string {
  const [header, payload] = [
    { alg: 'RS256', kid },
    { iss, exp: 4_000_000_000 },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${String(header)}.${String(payload)}.${Buffer.alloc(256, 1).toString('base64url')}`;
}

/** Milliseconds; the library's own, for keys from AWS. */
const KEYS_TIMEOUT = 3000;

/** A Cognito endpoint serves the keys of every pool under `/{userPoolId}/.well-known/jwks.json`. */
function fetcherAt(endpoint: string): Fetcher {
  const { get } = endpoint.startsWith('http:') ? http : https;
  return {
    fetch: (uri) =>
      new Promise((resolve, reject) => {
        const keys = endpoint + new URL(uri).pathname;
        get(keys, { signal: AbortSignal.timeout(KEYS_TIMEOUT) }, (response) => {
          const { statusCode } = response;
          if (statusCode !== 200) reject(new Error(`${keys} answered ${String(statusCode)}`));
          arrayBuffer(response).then(resolve, reject);
        }).on('error', reject);
      }),
  };
}

/**
 * What the library's error says of the token.
 *
 * @throws RevocationError `signing_keys_unavailable` if it says nothing of the token
 */
function failureOf(error: unknown): VerificationFailure {
  // The library's word for a token whose issuer is none of its user pools.
  if (error instanceof ParameterValidationError || error instanceof JwtInvalidIssuerError) return 'wrong_issuer';
  if (error instanceof JwtExpiredError) return 'expired';
  if (error instanceof CognitoJwtInvalidClientIdError) return 'wrong_client';
  if (error instanceof CognitoJwtInvalidTokenUseError) return 'wrong_token_use';
  if (error instanceof JwtInvalidSignatureError || error instanceof JwtInvalidSignatureAlgorithmError) {
    return 'bad_signature';
  }
  // The wait period only begins after a fetch that succeeded and did not hold the key: still an unknown key.
  if (error instanceof KidNotFoundInJwksError || error instanceof WaitPeriodNotYetEndedJwkError) return 'unknown_key';
  const areKeysBroken =
    error instanceof FetchError || error instanceof JwksValidationError || error instanceof JwkValidationError;
  if (error instanceof JwtBaseError && !areKeysBroken) return 'malformed_token';
  throw new RevocationError('signing_keys_unavailable', "the user pool's keys could not be read", { cause: error });
}
