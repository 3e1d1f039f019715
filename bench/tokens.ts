import { createSign, randomUUID } from 'node:crypto';

import type { SigningKey } from './environment';
import { CLIENT, ISSUER } from './names';

/** An access token, as the event of an HTTP API's authorizer brings it. */
export interface Visitor {
  readonly sub: string;
  readonly session: string;
  readonly token: string;
  readonly event: object;
}

/** Whose tokens are new each time, and whose have been seen before. */
export interface Visitors {
  /** Users of `few`, in sessions of their own. */
  readonly many: readonly Visitor[];
  readonly few: readonly Visitor[];
}

/** @param many - how many tokens there are to be that are new each time */
export function createVisitors(key: SigningKey, many: number): Visitors {
  const few = Array.from({ length: 200 }, () => createVisitor(key));
  return { few, many: Array.from({ length: many }, (_, index) => createVisitor(key, few[index % few.length]?.sub)) };
}

/** The event of an HTTP API's `POST /sign-out`. */
export function signOutEvent({ event }: Visitor): object {
  return { ...event, isBase64Encoded: false };
}

/** A user with a session that is not signed out, and a token as Cognito writes it. */
export function createVisitor(key: SigningKey, sub: string = randomUUID()): Visitor {
  const session = randomUUID();
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    sub,
    'cognito:groups': ['admins', 'staff'],
    iss: ISSUER,
    version: 2,
    client_id: CLIENT,
    origin_jti: session,
    event_id: randomUUID(),
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin openid profile email',
    auth_time: now - 60,
    exp: now + 3600,
    iat: now - 60,
    jti: randomUUID(),
    username: sub,
  };
  const input = [{ kid: key.kid, alg: 'RS256' }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const token = `${input}.${createSign('RSA-SHA256').update(input).sign(key.privateKey).toString('base64url')}`;
  const headers = { authorization: `Bearer ${token}`, host: 'api.example.com', 'user-agent': 'bench' };
  const event = { version: '2.0', headers, identitySource: null, requestContext: { requestId: 'request-1' } };
  return { sub, session, token, event };
}
