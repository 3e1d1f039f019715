import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  FetchError,
  JwkValidationError,
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

import type { TokenUse } from '../contract';
import { RevocationError } from '../core/errors';
import type { TokenVerifier, Verification, VerificationFailure } from '../core/ports';

/** Longer tokens are refused before they are parsed (characters); a gateway's headers end at 10 KB anyway. */
const MAX_TOKEN_LENGTH = 16_384;

/** What {@link createCognitoTokenVerifier} needs to know. */
export interface CognitoTokenVerifierOptions {
  readonly userPoolId: string;
  /** App clients whose tokens are accepted, at least one. */
  readonly userPoolClientIds: readonly string[];
  /** `token_use` values that are accepted, at least one. */
  readonly acceptedTokenUse: readonly TokenUse[];
  /** Seconds for which a token is accepted after its `exp`; none unless given. */
  readonly graceSeconds?: number;
  /** Where the keys are served, if not at AWS's own address: no slash at the end. */
  readonly cognitoEndpoint: string | undefined;
}

/**
 * Verifies tokens with the user pool's published keys, which are fetched when first needed and when a token names a
 * key that is not among them (after that at most once in 10 s, so that forged tokens can't make us fetch).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function createCognitoTokenVerifier(options: CognitoTokenVerifierOptions): TokenVerifier {
  const { userPoolId, userPoolClientIds, acceptedTokenUse, graceSeconds = 0, cognitoEndpoint } = options;
  const [onlyUse] = acceptedTokenUse;
  const verifier = CognitoJwtVerifier.create(
    {
      userPoolId,
      clientId: [...userPoolClientIds],
      tokenUse: acceptedTokenUse.length === 1 && onlyUse !== undefined ? onlyUse : null,
      graceSeconds,
    },
    {
      jwksCache: new SimpleJwksCache(cognitoEndpoint === undefined ? {} : { fetcher: fetcherAt(cognitoEndpoint) }),
    },
  );

  return {
    async verify(token): Promise<Verification> {
      if (token.length > MAX_TOKEN_LENGTH) return { genuine: false, reason: 'malformed_token' };
      try {
        return { genuine: true, payload: await verifier.verify(token) };
      } catch (error) {
        return { genuine: false, reason: failureOf(error) };
      }
    },
  };
}

/** Milliseconds; the library's own, for keys from AWS. */
const KEYS_TIMEOUT = 3000;

/** A Cognito endpoint serves the keys of every pool under `/{userPoolId}/.well-known/jwks.json`. */
function fetcherAt(endpoint: string): Fetcher {
  return {
    async fetch(uri) {
      const keys = endpoint + new URL(uri).pathname;
      const response = await fetch(keys, { redirect: 'error', signal: AbortSignal.timeout(KEYS_TIMEOUT) });
      if (!response.ok) throw new Error(`${keys} answered ${String(response.status)}`);
      return response.arrayBuffer();
    },
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
