import type { TestUser } from './test-users';

/** What a device has after signing in. */
export interface Tokens {
  readonly access: string;
  readonly id: string;
  readonly refresh: string;
  /** Of a pool that remembers devices. */
  readonly deviceKey: string | undefined;
}

/** Which of the two tokens that bear a session's claims. */
export type TokenUse = 'access' | 'id';

/** What a call to Cognito came to: `accepted`, or the name of its error. */
export type CognitoAnswer = string;

/** How users sign in, as apps let them, and what Cognito says of their tokens. */
export interface Sessions {
  /** @throws VerifyError if Cognito gives no tokens */
  readonly signIn: (user: TestUser) => Promise<Tokens>;
  /** New tokens of the same session, or the name of Cognito's error. */
  readonly refresh: (tokens: Tokens) => Promise<Tokens | CognitoAnswer>;
  /** Cognito's own `RevokeToken`. */
  readonly revoke: (refreshToken: string) => Promise<CognitoAnswer>;
  /** Cognito's own `GlobalSignOut`, by the user. */
  readonly globalSignOut: (accessToken: string) => Promise<CognitoAnswer>;
  /** Cognito's own `AdminUserGlobalSignOut`. */
  readonly adminGlobalSignOut: (usernameOrSub: string) => Promise<CognitoAnswer>;
  /** Cognito's own `AdminSetUserPassword`. */
  readonly setPassword: (user: TestUser) => Promise<CognitoAnswer>;
  /** Cognito's own `AdminDeleteUser`. */
  readonly deleteUser: (username: string) => Promise<CognitoAnswer>;
  /** Whether Cognito itself still accepts an access token (`GetUser`). */
  readonly getUser: (accessToken: string) => Promise<CognitoAnswer>;
}

/** What a token says, unverified: Cognito has just given it. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
