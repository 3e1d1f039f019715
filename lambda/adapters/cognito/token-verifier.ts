import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  JwkValidationError,
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  KidNotFoundInJwksError,
  ParameterValidationError,
} from 'aws-jwt-verify/error';
import { validateJwtFields } from 'aws-jwt-verify/jwt';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';

import type { TokenUse } from '../../contract';
import type { Clock } from '../../core/clock';
import { RevocationError } from '../../core/errors';
import { payloadOfNobody } from '../../core/token/nobody';
import type { TokenVerifier, Verification, VerificationFailure } from '../../core/token/verification';
import { createSigningKeys, isKeyMissing } from '../jwks/signing-keys';
import { issuersOf, keysUrlOf } from './issuers';
import { PoolJwtVerifier } from './pool-jwt-verifier';
import { createCognitoFetcher } from './fetcher';
import { withoutStackTraces } from './stack-traces';
import { createVerifiedTokens } from './verified-tokens';

/** Characters; a gateway's headers end at 10 KB anyway. */
const MAX_TOKEN_LENGTH = 16_384;

/** More of them do not make the first verification faster (docs/decisions/008-initialization.md). */
const REHEARSALS = 3;

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
  /** Whether the signature of a token that comes again is taken for verified (verified-tokens.ts); false unless given. */
  readonly remembersTokens?: boolean;
  /** Where the keys are served, if not at AWS's own address: no slash at the end. */
  readonly cognitoEndpoint: string | undefined;
  /** Tells when keys may be asked for again. The library reads the machine's own clock for `exp`. */
  readonly clock: Pick<Clock, 'now' | 'steady'>;
}

/** Verifies tokens, and may be made ready for it. */
export interface CognitoTokenVerifier extends TokenVerifier {
  /**
   * Fetches the keys, and verifies a token that is not genuine with each, and checks its claims, a few times: code that has been
   * run is faster.
   * Those of the issuer that every pool has; it does not count as one of the attempts that tokens cause.
   *
   * @throws Error if the keys can't be fetched: they will be when they are needed
   */
  initialize(): Promise<void>;
}

/**
 * Verifies tokens with the user pool's published keys, which are fetched when a token names one that is not known: for each
 * of the pool's two issuers at most once in 10 s, so that forged tokens can't make us ask without limit (jwks/signing-keys.ts).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function createCognitoTokenVerifier(options: CognitoTokenVerifierOptions): CognitoTokenVerifier {
  const { userPoolId, userPoolClientIds, acceptedTokenUse, graceSeconds = 0, cognitoEndpoint, clock } = options;
  const { maxTokenLength = MAX_TOKEN_LENGTH, remembersTokens = false } = options;
  const [onlyUse] = acceptedTokenUse;
  const issuers = issuersOf(userPoolId);
  const ownKeys = keysUrlOf(issuers[0]);
  const jwksCache = createSigningKeys({ ownKeys, fetcher: createCognitoFetcher(cognitoEndpoint), clock });
  const accepted = {
    clientId: userPoolClientIds === null ? null : [...userPoolClientIds],
    tokenUse: acceptedTokenUse.length === 1 && onlyUse !== undefined ? onlyUse : null,
  };
  const current = { issuer: [...issuers], audience: null, graceSeconds };
  const check = (payload: JwtPayload) => {
    validateCognitoJwtFields(payload, accepted);
  };
  const verifier = new PoolJwtVerifier({ issuers, graceSeconds, check, jwksCache });
  const remembered = remembersTokens ? createVerifiedTokens({ clock, fetches: jwksCache.fetches }) : undefined;

  /** All that may have changed since the signature was verified, or is not about it: by the library's own checks. */
  const checkAgain = (payload: JwtPayload) => {
    validateJwtFields(payload, current);
    check(payload);
  };

  const verifySync = (token: string): JwtPayload => {
    const known = remembered?.find(token);
    if (known !== undefined) {
      checkAgain(known);
      return known;
    }
    const payload = verifier.verifySync(token);
    remembered?.add(token, payload);
    return payload;
  };

  // Where the keys are known nothing is waited for: the asynchronous way costs more, and tells the same.
  const verify = async (token: string): Promise<Verification> => {
    if (token.length > maxTokenLength) return { genuine: false, reason: 'malformed_token' };
    try {
      return { genuine: true, payload: withoutStackTraces(() => verifySync(token)) };
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
      const { keys } = await jwksCache.getJwks(ownKeys);
      const payload = payloadOfNobody(issuers[0], userPoolClientIds?.[0], acceptedTokenUse[0]);
      for (let times = 0; times < REHEARSALS; times++) {
        for (const { kid } of keys) await verify(forgedToken(kid, payload));
        // No forged token comes so far.
        checkAgain(payload as JwtPayload);
      }
    },
  };
}

/** A token of Cognito's kind and size that fails by its signature, and by nothing before that. */
function forgedToken(kid: string | undefined, payload: Readonly<Record<string, unknown>>): string {
  const parts = [{ alg: 'RS256', kid }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${parts.join('.')}.${Buffer.alloc(256, 1).toString('base64url')}`;
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
  if (error instanceof KidNotFoundInJwksError) return 'unknown_key';
  if (error instanceof RevocationError) throw error;
  // Of the key that the token names: the pool has published something that is none.
  if (error instanceof JwtBaseError && !(error instanceof JwkValidationError)) return 'malformed_token';
  throw new RevocationError('signing_keys_unavailable', "the user pool's keys could not be read", { cause: error });
}
