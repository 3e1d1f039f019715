import { JwtVerifier } from 'aws-jwt-verify';
import {
  JwkValidationError,
  JwtBaseError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  KidNotFoundInJwksError,
} from 'aws-jwt-verify/error';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';

import type { Clock } from '../../core/clock';
import { RevocationError } from '../../core/errors';
import type {
  IdentityProvider,
  ProviderTokenVerifier,
  ProviderVerification,
} from '../../core/sign-out/identity-provider/identity-provider';
import type { VerificationFailure } from '../../core/token/verification';
import { createSigningKeys } from '../jwks/signing-keys';
import { createProviderFetcher } from './fetcher';

/** Characters; a gateway's headers end at 10 KB anyway. */
const MAX_TOKEN_LENGTH = 16_384;

/** Milliseconds after which keys are fetched anew: one that a provider has taken back must not be good for ever. */
const MAX_KEY_AGE = 60 * 60 * 1000;

/**
 * Verifies tokens with the published keys of the identity provider that they name. Keys are kept for an hour, and asked for before
 * only if a token names one that is not known, at most once in 10 s: so forged tokens can't make us ask without limit. Times
 * and audience are for the core to look at.
 *
 * @param providers - each with an issuer of its own
 */
export function createProviderTokenVerifier(
  providers: readonly IdentityProvider[],
  clock: Pick<Clock, 'now' | 'steady'>,
): ProviderTokenVerifier {
  const known = new Map(
    providers.map((provider) => [provider.issuer, { provider, verifier: verifierOf(provider, clock) }]),
  );
  return {
    async verify(token): Promise<ProviderVerification> {
      if (token.length > MAX_TOKEN_LENGTH) return { genuine: false, reason: 'malformed_token' };
      try {
        const { header, payload } = decomposeUnverifiedJwt(token);
        const found = known.get(String(payload.iss));
        if (found === undefined) return { genuine: false, reason: 'wrong_issuer' };
        const { typ: type } = header as { typ?: unknown };
        if (type !== undefined && typeof type !== 'string') return { genuine: false, reason: 'malformed_token' };
        const verified = await found.verifier().verify(token);
        return { genuine: true, provider: found.provider, type, payload: verified };
      } catch (error) {
        return { genuine: false, reason: failureOf(error) };
      }
    },
  };
}

/** A verifier that is replaced, keys and all, once its keys are too old. */
function verifierOf({ issuer, jwksUri }: IdentityProvider, clock: Pick<Clock, 'now' | 'steady'>) {
  const create = () => {
    const jwksCache = createSigningKeys({ ownKeys: jwksUri, fetcher: createProviderFetcher(), clock });
    // Whatever the times, and whoever the audience.
    return JwtVerifier.create({ issuer, audience: null, jwksUri, graceSeconds: Infinity }, { jwksCache });
  };
  let current = { verifier: create(), madeAt: clock.now() };
  return () => {
    // By the wall clock, which goes on while Lambda has frozen the process.
    if (clock.now() - current.madeAt >= MAX_KEY_AGE) current = { verifier: create(), madeAt: clock.now() };
    return current.verifier;
  };
}

/**
 * What the library's error says of the token.
 *
 * @throws RevocationError `provider_keys_unavailable`, `signing_key_unknown` if it says nothing of the token
 */
function failureOf(error: unknown): VerificationFailure {
  if (error instanceof JwtInvalidIssuerError) return 'wrong_issuer';
  if (error instanceof JwtInvalidSignatureError || error instanceof JwtInvalidSignatureAlgorithmError) {
    return 'bad_signature';
  }
  if (error instanceof KidNotFoundInJwksError) return 'unknown_key';
  if (error instanceof RevocationError && error.code === 'signing_key_unknown') throw error;
  // Of the key that the token names: the provider has published something that is none.
  if (error instanceof JwtBaseError && !(error instanceof JwkValidationError)) return 'malformed_token';
  const cause = error instanceof RevocationError ? error.cause : error;
  throw new RevocationError('provider_keys_unavailable', "an identity provider's keys could not be read", { cause });
}
