import http from 'node:http';

import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';

/** What a peer reads of an event, and answers: as an HTTP API's authorizer. */
export interface PeerEvent {
  readonly headers: { readonly authorization: string };
}
export interface PeerResult {
  readonly isAuthorized: boolean;
}

/** The part of a verified token that the peers look up. */
export interface Claims {
  readonly sub: string;
  readonly origin_jti: string;
  readonly auth_time: number;
}

export function tokenOf({ headers }: PeerEvent): string {
  return headers.authorization.slice('Bearer '.length);
}

/** Verifies as aws-jwt-verify's own documentation shows it, with the keys from where the benchmark serves them. */
export function createVerifier(): (token: string) => Promise<Claims> {
  const fetcher = {
    fetch: (uri: string) =>
      new Promise<ArrayBuffer>((resolve, reject) => {
        const url = `${process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] ?? ''}${new URL(uri).pathname}`;
        http
          .get(url, (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () => {
              resolve(new Uint8Array(Buffer.concat(chunks)).buffer);
            });
          })
          .on('error', reject);
      }),
  };
  const verifier = CognitoJwtVerifier.create(
    {
      userPoolId: process.env['USER_POOL_ID'] ?? '',
      clientId: (process.env['USER_POOL_CLIENT_IDS'] ?? '').split(','),
      tokenUse: 'access',
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (token) => await verifier.verify(token);
}

/** Keys as in the revocation table of this project. */
export function keysOf({ sub, origin_jti }: Claims): readonly [string, string] {
  const pool = process.env['USER_POOL_ID'] ?? '';
  return [`${pool}#session#${origin_jti}`, `${pool}#user#${sub}`];
}
