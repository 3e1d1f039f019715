import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { close } from './loopback';

/** A pool, and who is in it. */
export const POOL = 'us-east-1_Example';
export const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
/** What its tokens name instead if its owner has switched it over. */
export const UPDATED_ISSUER = `https://issuer-cognito-idp.us-east-1.amazonaws.com/${POOL}`;
export const CLIENT = 'client-1';

type Json = Readonly<Record<string, unknown>>;

/** A signing key as a user pool has one. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Json;
}

export function createSigningKey(kid: string): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  return { kid, privateKey, publicKey, jwk };
}

/** The payload of an access token of a user, as Cognito writes it; undefined removes a claim. */
export function accessPayload(overrides: Json = {}): Json {
  const now = Math.floor(Date.now() / 1000);
  return {
    sub: 'user-1',
    'cognito:groups': ['admins', 'staff'],
    iss: ISSUER,
    version: 2,
    client_id: CLIENT,
    origin_jti: 'session-1',
    event_id: 'event-1',
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    auth_time: now - 60,
    exp: now + 3600,
    iat: now - 60,
    jti: 'access-1',
    username: 'alice',
    ...overrides,
  };
}

/** The payload of an ID token of the same sign-in. */
export function idPayload(overrides: Json = {}): Json {
  const { client_id, username, ...shared } = accessPayload({ scope: undefined, version: undefined });
  return { ...shared, aud: client_id, 'cognito:username': username, token_use: 'id', jti: 'id-1', ...overrides };
}

/** The payload of an access token of the client itself (client credentials). */
export function machinePayload(overrides: Json = {}): Json {
  const payload = accessPayload({ sub: CLIENT, scope: 'api/read', jti: 'machine-1', ...overrides });
  const absent = ['username', 'cognito:groups', 'origin_jti', 'auth_time'];
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !absent.includes(name) || name in overrides));
}

/** A token with a real signature. */
export function sign(payload: Json, key: SigningKey, header: Json = {}): string {
  return signText(JSON.stringify({ kid: key.kid, alg: 'RS256', ...header }), JSON.stringify(payload), key);
}

/** As above, of header and payload to the letter. */
export function signText(header: string, payload: string, key: SigningKey): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  const signature = createSign('RSA-SHA256').update(input).sign(key.privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/**
 * Whether it is the pool's updated issuer whose keys are asked for. AWS has a host for each of the two issuers; who plays
 * both is told which one is meant (RFC 7239 §5.3).
 */
export function isForUpdatedIssuer({ headers }: IncomingMessage): boolean {
  const meant = headers.forwarded === undefined ? headers.host : /\bhost="?([^";,]+)/.exec(headers.forwarded)?.[1];
  return meant?.startsWith('issuer-cognito-idp.') === true;
}

/** A user pool's keys, served on loopback as Cognito serves them. */
export class KeyServer {
  /** What has been asked for, in order: paths, or where the updated issuer was meant, URLs. */
  readonly requests: string[] = [];
  keys: readonly SigningKey[];
  status = 200;
  /** As AWS answers for a pool that has not been switched to its updated issuer; 200 for one that has. */
  updatedIssuerStatus = 403;
  body: string | undefined;
  private readonly server = createServer((request, response) => {
    const isUpdated = isForUpdatedIssuer(request);
    const path = request.url ?? '';
    this.requests.push(isUpdated ? new URL(path, UPDATED_ISSUER).href : path);
    const status = isUpdated ? this.updatedIssuerStatus : this.status;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(this.body ?? JSON.stringify(status === 200 ? { keys: this.keys.map((key) => key.jwk) } : {}));
  });

  constructor(...keys: readonly SigningKey[]) {
    this.keys = keys;
  }

  /** Where it is. */
  get address(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.address;
  }

  async stop(): Promise<void> {
    await close(this.server);
  }
}
