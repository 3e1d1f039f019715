import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { createProviderTokenVerifier } from '../../lambda/adapters/identity-provider/token-verifier';
import type { IdentityProvider } from '../../lambda/core/sign-out/identity-provider/identity-provider';
import type { ProviderSignOutHandlerDependencies } from '../../lambda/handlers/identity-provider/composition';
import { FakeProviderUsers } from '../fakes/fake-provider-users';
import { FakeUserPool } from '../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../fakes/in-memory-revocation-store';
import { createCertificate } from './certificate';
import { StandingClock } from './clock';
import { close } from './loopback';
import { RecordingTelemetry } from './telemetry';
import { createSigningKey, POOL, sign, type SigningKey } from './tokens';

/** When the tests take place. */
export const T = 1_800_000_000;
/** An identity provider, and what it calls the user pool. */
export const OKTA = 'https://acme.okta.com';
export const OKTA_CLIENT = 'pool-at-okta';
/** Another one, which knows the pool by no client id, as of SAML. */
export const CORP = 'https://corp.example.com/';
export const REVOCATION_URL = 'https://abcd1234.execute-api.us-east-1.amazonaws.com/oauth2/global-token-revocation';

type Json = Readonly<Record<string, unknown>>;

/** That this process trusts. */
const TRUSTED = createCertificate();
setDefaultCACertificates([...getCACertificates(), TRUSTED.cert]);

const KEYS = [createSigningKey('okta-1'), createSigningKey('corp-1')] as const;

/** Each provider has its own: those whose names begin with the path. */
const isOf =
  (path = '') =>
  ({ kid }: SigningKey) =>
    `/${kid}`.startsWith(`${path}-`);

/** Serves identity providers' keys by TLS. */
export class ProviderKeyServer {
  /** Paths that were asked for. */
  readonly requests: string[] = [];
  keys: readonly SigningKey[];
  status = 200;
  body: string | undefined;
  private readonly server = createServer(TRUSTED, (request, response) => {
    this.requests.push(request.url ?? '');
    response.writeHead(this.status);
    response.end(this.body ?? JSON.stringify({ keys: this.keys.filter(isOf(request.url)).map(({ jwk }) => jwk) }));
  });

  constructor(...keys: readonly SigningKey[]) {
    this.keys = keys;
  }

  /** Shows a certificate that nobody trusts from now on. */
  isUntrusted(): void {
    this.server.setSecureContext(createCertificate());
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    await close(this.server);
  }
}

/** The claims of what Okta sends as its own; undefined removes one. */
export function assertionPayload(overrides: Json = {}): Json {
  return {
    jti: 'jwt-1',
    iss: OKTA,
    sub: OKTA_CLIENT,
    aud: REVOCATION_URL,
    iat: T,
    nbf: T - 300,
    exp: T + 300,
    ...overrides,
  };
}

/** The claims of a logout token. */
export function logoutPayload(overrides: Json = {}): Json {
  return {
    jti: 'logout-1',
    iss: OKTA,
    sub: '00u1',
    aud: OKTA_CLIENT,
    iat: T,
    exp: T + 120,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    ...overrides,
  };
}

/** What the doors for identity providers need: real keys behind TLS, users, store and user pool in memory. */
export async function createProviderWorld() {
  const [key, corpKey] = KEYS;
  const keyServer = new ProviderKeyServer(key, corpKey);
  const address = await keyServer.start();
  const clock = new StandingClock(T * 1000 + 250);
  const providers: readonly IdentityProvider[] = [
    {
      name: 'Okta',
      issuer: OKTA,
      jwksUri: `${address}/okta`,
      clientId: OKTA_CLIENT,
      subjectIssuer: OKTA,
      revocationUrl: REVOCATION_URL,
    },
    {
      name: 'Corp',
      issuer: CORP,
      jwksUri: `${address}/corp`,
      clientId: undefined,
      subjectIssuer: 'urn:corp:saml',
      revocationUrl: REVOCATION_URL,
    },
  ];
  const [revocations, userPool, users, telemetry] = [
    new InMemoryRevocationStore(),
    new FakeUserPool(),
    new FakeProviderUsers(),
    new RecordingTelemetry(),
  ];
  users.federate('Okta', '00u1', 'user-1', 'alice@example.com');
  users.federate('Corp', '00u1', 'user-2', 'alice@example.com');
  users.users.push({ sub: 'user-3', username: 'alice', identities: [], email: 'alice@example.com' });
  const dependencies: ProviderSignOutHandlerDependencies = {
    providerTokens: createProviderTokenVerifier(providers, clock),
    providerUsers: users,
    revocations,
    userPool,
    userPoolId: POOL,
    refreshTokenValidity: 86_400,
    clock,
    telemetry,
  };
  return {
    dependencies,
    providers,
    revocations,
    userPool,
    users,
    telemetry,
    clock,
    keyServer,
    key,
    corpKey,
    /** Records of users, by their `sub`: the cut-off. */
    signedOut: () =>
      Object.fromEntries(
        [...revocations.records.values()].flatMap(({ revocation }) =>
          revocation.kind === 'user' ? [[revocation.key.split('#')[2], revocation.tokensValidAfter]] : [],
        ),
      ) as Record<string, number>,
    assertion: (claims: Json = {}, header: Json = {}) =>
      sign(assertionPayload(claims), key, { typ: 'global-token-revocation+jwt', ...header }),
    logoutToken: (claims: Json = {}, header: Json = {}) =>
      sign(logoutPayload(claims), key, { typ: 'logout+jwt', ...header }),
    stop: () => keyServer.stop(),
  };
}

/** See {@link createProviderWorld}. */
export type ProviderWorld = Awaited<ReturnType<typeof createProviderWorld>>;
