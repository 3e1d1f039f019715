import { membersOf, type HttpAnswer } from '../gateways/http';
import type { SignOutApi } from '../gateways/sign-out-api';
import type { Lab } from '../lab';
import { payloadOf, type Tokens, type TokenUse } from '../sessions';

/** The devices of a user. */
export const DEVICES = ['phone', 'laptop'] as const;

/** A device of a user, with a session of its own. */
export type Device = (typeof DEVICES)[number];

/** A way to sign out, and what is promised of it. A new sign-in and another user are never hit. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** Which of the devices asks. */
  readonly caller: Device;
  /** By which token; undefined if it is none that the stack may refuse to take. */
  readonly by?: TokenUse;
  readonly signOut: (api: SignOutApi, caller: Tokens, devices: Readonly<Record<Device, Tokens>>) => Promise<HttpAnswer>;
  /** What is answered: see {@link answerOf}. */
  readonly answer: string;
  /** Whose tokens are rejected from then on. */
  readonly out: readonly Device[];
  /** Whose refresh tokens Cognito refuses from then on. What the others' bring forth is rejected as well. */
  readonly dead: readonly Device[];
  /** The permission that it takes, where it is by IAM. */
  readonly permission?: string;
  /** What the stack has none of where it is answered 404. */
  readonly absent?: string;
  /** Why it can't be tried. */
  readonly impossible?: string;
}

function sessionIdOf({ access }: Tokens): string {
  return String(payloadOf(access)['origin_jti']);
}

/** Status and outcome of an answer. */
export function answerOf({ told, text }: HttpAnswer): string {
  const members = membersOf(text);
  const { signOut } = (members['data'] ?? {}) as { signOut?: { outcome?: unknown } | null };
  const outcome = members['outcome'] ?? signOut?.outcome;
  return typeof outcome === 'string' ? `${told} ${outcome}` : told;
}

/** All ways to sign out that a stack has, but for those that would sign out its owner's users. */
export function scenariosOf({ target, client, user, uses, remembersDevices }: Lab): readonly Scenario[] {
  const both = DEVICES;
  const phone = ['phone'] as const;
  const byRefreshToken = remembersDevices
    ? { impossible: 'the user pool remembers devices: a refresh token alone tells no session (see the README)' }
    : {};
  const ofPhone = { caller: 'phone', out: phone } as const;
  const ofAll = { caller: 'laptop', out: both, dead: both } as const;
  const ofOthers = { caller: 'laptop', answer: '200 complete', out: phone, dead: [] } as const;
  const mutation: readonly Scenario[] = [
    {
      id: 'mutation-local',
      by: 'access',
      title: 'the mutation signOut, LOCAL, by the access token',
      signOut: (api, { access }) => api.mutate(access, 'local'),
      answer: '200 partial',
      dead: [],
      ...ofPhone,
    },
    {
      id: 'mutation-global',
      by: 'id',
      title: 'the mutation signOut, GLOBAL, by the ID token',
      signOut: (api, { id }) => api.mutate(id, 'global'),
      answer: '200 complete',
      ...ofAll,
    },
  ];
  const scenarios: readonly Scenario[] = [
    {
      id: 'local-access',
      by: 'access',
      title: 'POST /sign-out, local, by the access token',
      signOut: (api, { access }) => api.signOut(access, { scope: 'local' }),
      answer: '200 partial',
      dead: [],
      ...ofPhone,
    },
    {
      id: 'local-id',
      by: 'id',
      title: 'POST /sign-out, local, by the ID token',
      signOut: (api, { id }) => api.signOut(id, { scope: 'local' }),
      answer: '200 partial',
      dead: [],
      ...ofPhone,
    },
    {
      id: 'local-refresh',
      by: 'access',
      title: 'POST /sign-out, local, with the refresh token',
      signOut: (api, { access, refresh }) => api.signOut(access, { scope: 'local', refreshToken: refresh }),
      // Of a client with a secret, which the route does not know, it is left alone.
      answer: client.secret === undefined ? '200 complete' : '200 partial',
      dead: client.secret === undefined ? phone : [],
      ...ofPhone,
    },
    {
      id: 'others-access',
      by: 'access',
      title: 'POST /sign-out, others, by the access token',
      signOut: (api, { access }) => api.signOut(access, { scope: 'others' }),
      ...ofOthers,
    },
    {
      id: 'others-id',
      by: 'id',
      title: 'POST /sign-out, others, by the ID token',
      signOut: (api, { id }) => api.signOut(id, { scope: 'others' }),
      ...ofOthers,
    },
    {
      id: 'global-access',
      by: 'access',
      title: 'POST /sign-out, global, by the access token',
      signOut: (api, { access }) => api.signOut(access, { scope: 'global' }),
      answer: '200 complete',
      ...ofAll,
    },
    {
      id: 'global-id',
      by: 'id',
      title: 'POST /sign-out, global, by the ID token',
      signOut: (api, { id }) => api.signOut(id, { scope: 'global' }),
      answer: '200 complete',
      ...ofAll,
    },
    ...(target.graphql?.isOwn === true ? mutation : []),
    {
      id: 'revoke-refresh',
      title: 'POST /oauth2/revoke, the refresh token',
      signOut: (api, { refresh }) => api.revoke(refresh),
      answer: '200',
      dead: phone,
      ...ofPhone,
      ...byRefreshToken,
    },
    {
      id: 'revoke-access',
      by: 'access',
      title: 'POST /oauth2/revoke, the access token',
      signOut: (api, { access }) => api.revoke(access),
      answer: '200',
      dead: [],
      ...ofPhone,
    },
    {
      id: 'proxy-revoke',
      title: "POST /, Cognito's RevokeToken",
      signOut: (api, { refresh }) =>
        api.proxy('RevokeToken', { ClientId: client.clientId, ClientSecret: client.secret, Token: refresh }),
      answer: '200',
      dead: phone,
      ...ofPhone,
      ...byRefreshToken,
    },
    {
      id: 'proxy-global',
      by: 'access',
      title: "POST /, Cognito's GlobalSignOut",
      signOut: (api, { access }) => api.proxy('GlobalSignOut', { AccessToken: access }),
      answer: '200',
      ...ofAll,
    },
    {
      id: 'session-access',
      by: 'access',
      title: 'DELETE /sessions/{sessionId}, from another device',
      caller: 'laptop',
      signOut: (api, { access }, { phone: other }) => api.endSession(access, other.access, sessionIdOf(other)),
      answer: '200 partial',
      out: phone,
      dead: [],
      absent: 'the stack registers no sessions (`sessions` of TokenRevocation)',
    },
    {
      id: 'admin-username',
      title: 'POST /admin/sign-out, by username',
      signOut: (api) => api.admin({ username: user.username, reason: 'cognito-sign-out verify' }),
      answer: '200 complete',
      permission: 'execute-api:Invoke on POST/admin/sign-out',
      ...ofAll,
    },
    {
      id: 'admin-sub',
      title: 'POST /admin/sign-out, by sub',
      signOut: (api, { access }) =>
        api.admin({ sub: String(payloadOf(access)['sub']), reason: 'cognito-sign-out verify' }),
      answer: '200 complete',
      permission: 'execute-api:Invoke on POST/admin/sign-out',
      ...ofAll,
    },
    {
      id: 'admin-session',
      title: 'POST /admin/sign-out, one session',
      signOut: (api, tokens) =>
        api.admin({
          sub: String(payloadOf(tokens.access)['sub']),
          sessionId: sessionIdOf(tokens),
          reason: 'cognito-sign-out verify',
        }),
      answer: '200 partial',
      dead: [],
      permission: 'execute-api:Invoke on POST/admin/sign-out',
      ...ofPhone,
    },
  ];
  return scenarios.filter(({ by }) => by === undefined || uses.includes(by));
}
