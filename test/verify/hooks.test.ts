import jwt from '@fastify/jwt';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import express from 'express';
import { expressjwt } from 'express-jwt';
import fastify from 'fastify';
import type { AddressInfo } from 'node:net';

import { createVerifier, InvalidTokenError, UnavailableError, type Verifier } from '../../verify';
import { accessPayload, ISSUER, POOL } from '../support/tokens';
import { startVerification, type Verification } from '../support/verification';

// The recipes of docs/services.md, beside the libraries as they are.

let verification: Verification;
let verifier: Verifier;
const before = { ...process.env };

beforeEach(async () => {
  verification = await startVerification();
  Object.assign(process.env, verification.environment);
  verifier = createVerifier({ onUnavailable: () => undefined });
});

afterEach(async () => {
  process.env = { ...before };
  await verification.stop();
});

/** What becomes of a live session, a signed-out one, a foreign client's, and of a live one while the table is down. */
async function outcomesOf(decide: (token: string) => Promise<unknown>): Promise<unknown[]> {
  await verification.revoke({ kind: 'session' }, 'session#signed-out');
  const live = verification.token(accessPayload());
  const outcomes = [
    await decide(live),
    await decide(verification.token(accessPayload({ origin_jti: 'signed-out' }))),
    await decide(verification.token(accessPayload({ client_id: 'client-9' }))),
  ];
  verification.breakTable(true);
  return [...outcomes, await decide(live)];
}

/** What a server says to a token. */
function answersOf(url: string) {
  return async (token: string) => {
    const { status, headers } = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
    });
    return [status, headers.get('retry-after')];
  };
}

describe('as a hook', () => {
  it('of aws-jwt-verify: customJwtCheck', async () => {
    const jwtVerifier = CognitoJwtVerifier.create({
      userPoolId: POOL,
      clientId: 'client-1',
      tokenUse: 'access',
      customJwtCheck: async ({ payload }) => {
        if (await verifier.isRevoked(payload)) throw new InvalidTokenError('revoked');
      },
    });
    jwtVerifier.cacheJwks({ keys: [verification.key.jwk as never] });
    const decide = (token: string) =>
      jwtVerifier.verify(token).then(
        ({ sub }) => sub,
        (error: unknown) => (error as Error).constructor,
      );

    await expect(outcomesOf(decide)).resolves.toEqual([
      'user-1',
      InvalidTokenError,
      InvalidTokenError,
      UnavailableError,
    ]);
  });

  it('of express-jwt: isRevoked', async () => {
    const app = express();
    // Express writes errors to stderr, unless it is tested.
    app.set('env', 'test');
    const secret = verification.key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    app.use(
      expressjwt({
        secret,
        algorithms: ['RS256'],
        issuer: ISSUER,
        isRevoked: (_, token) => verifier.isRevoked(token?.payload),
      }),
    );
    app.get('/', (_, response) => {
      response.end();
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const outcomes = await outcomesOf(answersOf(`http://127.0.0.1:${String(port)}`));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    expect(outcomes).toEqual([
      [200, null],
      [401, null],
      [401, null],
      [503, '1'],
    ]);
  });

  it('of @fastify/jwt: trusted', async () => {
    const app = fastify();
    const publicKey = verification.key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await app.register(jwt, {
      secret: { public: publicKey },
      verify: { algorithms: ['RS256'] },
      trusted: async (_, claims) => !(await verifier.isRevoked(claims)),
    });
    app.addHook('onRequest', (request) => request.jwtVerify());
    app.get('/', () => 'served');
    const outcomes = await outcomesOf(answersOf(await app.listen({ port: 0, host: '127.0.0.1' })));
    await app.close();

    expect(outcomes).toEqual([
      [200, null],
      [401, null],
      [401, null],
      [503, '1'],
    ]);
  });
});
