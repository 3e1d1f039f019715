import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { FILES } from '../../local/files';
import { close } from '../support/loopback';
import { createSigningKey, sign } from '../support/tokens';

/** What it calls the user pool. */
export const CLIENT_AT_PROVIDER = 'the-user-pool';

/** Somebody whom the provider knows. */
export interface ProviderUser {
  readonly sub: string;
  readonly email: string;
}

/**
 * An OpenID provider, as far as a user pool sees it: keys, a token endpoint, and requests that it signs. Nobody has to type a
 * password here: who is to be signed in is said by {@link OidcProvider.codeFor}.
 */
export class OidcProvider {
  private readonly key = createSigningKey(randomUUID());
  private readonly codes = new Map<string, ProviderUser>();
  private readonly server = createServer(
    // Of localhost: the local cloud and its functions trust it.
    { cert: readFileSync(FILES.certificate), key: readFileSync(FILES.certificateKey) },
    (request, response) => {
      void this.answerTo(request).then((answer) => {
        response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer ?? { error: 'invalid_grant' }));
      });
    },
  );

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  /** Its own name, and where it is. */
  get issuer(): string {
    return `https://localhost:${String((this.server.address() as AddressInfo).port)}`;
  }

  get jwksUri(): string {
    return `${this.issuer}/keys`;
  }

  /** A user of this provider who has never been seen. */
  newUser(): ProviderUser {
    const sub = `00u${randomUUID()}`;
    return { sub, email: `${sub}@example.com` };
  }

  /** An authorization code, good for one sign-in. */
  codeFor(user: ProviderUser): string {
    const code = randomUUID();
    this.codes.set(code, user);
    return code;
  }

  /** What it sends to `audience` as its own, for a few minutes. */
  signed(type: string, audience: string, claims: object, key = this.key): string {
    const now = Math.floor(Date.now() / 1000);
    const own = { iss: this.issuer, aud: audience, jti: randomUUID(), iat: now, exp: now + 120 };
    return sign({ ...own, ...claims }, key, { typ: type });
  }

  private async answerTo(request: IncomingMessage): Promise<object | undefined> {
    if (request.url === '/keys') return { keys: [this.key.jwk] };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const code = new URLSearchParams(Buffer.concat(chunks).toString()).get('code') ?? '';
    const user = this.codes.get(code);
    this.codes.delete(code);
    if (user === undefined) return undefined;
    const claims = { sub: user.sub, email: user.email };
    return {
      access_token: randomUUID(),
      token_type: 'Bearer',
      id_token: this.signed('JWT', CLIENT_AT_PROVIDER, claims),
    };
  }
}
