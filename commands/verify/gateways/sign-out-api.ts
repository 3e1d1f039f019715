import { signedHeaders, type Caller } from '../../shared/caller';
import { explainNoCredentials, isCredentialsError } from '../../shared/credentials';
import type { AppClient } from '../app-client';
import type { Target } from '../target';
import { VerifyError } from '../verify-error';
import type { Ask, HttpAnswer } from './http';

/** The doors of the sign-out API, and of AppSync's mutation. */
export interface SignOutApi {
  /** `POST /sign-out`. */
  readonly signOut: (token: string, members: Readonly<Record<string, string>>) => Promise<HttpAnswer>;
  /** The mutation `signOut`. */
  readonly mutate: (token: string, scope: string) => Promise<HttpAnswer>;
  /** `PUT /session` by a token of a session, and then `DELETE /sessions/{sessionId}` of it by another of the user's. */
  readonly endSession: (token: string, other: string, sessionId: string) => Promise<HttpAnswer>;
  /** `POST /oauth2/revoke`. */
  readonly revoke: (token: string) => Promise<HttpAnswer>;
  /** `POST /`, in Cognito's own protocol. */
  readonly proxy: (operation: string, members: Readonly<Record<string, string | undefined>>) => Promise<HttpAnswer>;
  /** `POST /admin/sign-out`, signed. */
  readonly admin: (members: Readonly<Record<string, string>>) => Promise<HttpAnswer>;
  /** The same, with a token and no signature. */
  readonly adminUnsigned: (token: string) => Promise<HttpAnswer>;
  /** `POST /oauth2/introspect`, signed. */
  readonly introspect: (token: string) => Promise<HttpAnswer>;
  /** What a browser asks before it sends a token from another origin. */
  readonly preflight: () => Promise<HttpAnswer>;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** The sign-out API of a stack, for users of an app client, and for an administrator. */
export function createSignOutApi(target: Target, client: AppClient, ask: Ask, caller: Caller): SignOutApi {
  const { signOutApi, graphql } = target;
  const post = (path: string, contentType: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    ask(`${signOutApi}${path}`, { method: 'POST', headers: { 'content-type': contentType, ...headers }, body });
  const postSigned = async (path: string, contentType: string, body: string) => {
    const url = new URL(`${signOutApi}${path}`);
    return post(path, contentType, body, await signedHeaders(caller, url, { contentType, body }, explainCredentials));
  };
  return {
    signOut: (token, members) => post('/sign-out', JSON_TYPE, JSON.stringify(members), bearer(token)),
    mutate: (token, scope) => {
      const query = `mutation { signOut(scope: ${scope.toUpperCase()}) { outcome scope signedOutAt unfinished } }`;
      const headers = { ...bearer(token), 'content-type': JSON_TYPE };
      return ask(graphql?.address ?? '', { method: 'POST', headers, body: JSON.stringify({ query }) });
    },
    endSession: async (token, other, sessionId) => {
      const registered = await ask(`${signOutApi}/session`, { method: 'PUT', headers: bearer(other), body: '' });
      if (registered.status !== 200) return registered;
      const address = `${signOutApi}/sessions/${encodeURIComponent(sessionId)}`;
      return ask(address, { method: 'DELETE', headers: bearer(token) });
    },
    revoke: (token) => {
      const secret = client.secret === undefined ? {} : { client_secret: client.secret };
      return post(
        '/oauth2/revoke',
        FORM,
        new URLSearchParams({ client_id: client.clientId, token, ...secret }).toString(),
      );
    },
    proxy: (operation, members) =>
      post('/', 'application/x-amz-json-1.1', JSON.stringify(members), {
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      }),
    admin: (members) => postSigned('/admin/sign-out', JSON_TYPE, JSON.stringify(members)),
    adminUnsigned: (token) => post('/admin/sign-out', JSON_TYPE, '{}', bearer(token)),
    introspect: (token) => postSigned('/oauth2/introspect', FORM, new URLSearchParams({ token }).toString()),
    preflight: () =>
      ask(`${signOutApi}/sign-out`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://app.example.com',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      }),
  };
}

function explainCredentials(error: unknown): VerifyError | undefined {
  const { name } = error instanceof Error ? error : { name: '' };
  return isCredentialsError(name) ? new VerifyError('no_credentials', explainNoCredentials(name)) : undefined;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
