import type { Fetcher } from 'aws-jwt-verify/https';

import { get } from '../aws/http-request';
import { createFetcher, MAX_SIZE, TIMEOUT } from '../jwks/fetcher';

/**
 * Fetches what Cognito publishes: keys, metadata. By a connection of our own, as Node.js's client is a quarter of what an authorizer
 * does as it begins (docs/decisions/013-a-connection-of-our-own.md).
 *
 * An endpoint of the owner's own stands for all of Cognito's hosts, as nothing may be asked of AWS then: the keys of
 * every pool are under `/{userPoolId}/.well-known/jwks.json` there. A pool has two issuers, which AWS serves at a host
 * each; `Forwarded` (RFC 7239) says which host is meant. Who does not read it serves the pool's keys for both, which is as
 * good: a token that they verify was signed by the pool.
 *
 * @param endpoint - where Cognito is, if not at AWS's own address: no slash at the end
 * @param timeout - milliseconds until the whole answer must be here; 3,000 unless given
 * @returns a fetcher that throws KeyServerError, or TransportError if there was no answer
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export function createCognitoFetcher(endpoint: string | undefined, timeout = TIMEOUT): Fetcher {
  const options = { service: 'Cognito', maxLength: MAX_SIZE, timeout };
  return createFetcher((url) =>
    endpoint === undefined
      ? get(url, { ...options, headers: {} })
      : get(new URL(endpoint + url.pathname), { ...options, headers: { forwarded: `host=${url.host}` } }),
  );
}
