import {
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type AuthenticationResultType,
} from '@aws-sdk/client-cognito-identity-provider';

import type { StackOutputs } from '../lib/app/cognito-sign-out-stack';

/** The gateways of the stack. */
export const GATEWAYS = ['HTTP API', 'REST API', 'AppSync'] as const;

/** A gateway of the stack. */
export type Gateway = (typeof GATEWAYS)[number];

/** A person with an account. */
export interface User {
  readonly username: string;
  readonly password: string;
}

/** What a device has after signing in. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
}

/** A WebSocket, and what becomes of it. */
export interface OpenConnection {
  readonly socket: WebSocket;
  /** Resolves when it has been closed: when (`performance.now()`), and with which code. */
  readonly closed: Promise<{ readonly at: number; readonly code: number; readonly reason: string }>;
}

/** What a gateway answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

const SESSION_QUERY = '{ session { sub username clientId tokenUse sessionId authTime expiresAt } }';

/** Uses a deployed stack as apps do: Cognito's own API to sign in, and the gateways. */
export class StackClient {
  readonly cognito = new CognitoIdentityProviderClient({});

  constructor(readonly outputs: StackOutputs) {}

  async signUp(username: string, password = 'Correct-horse-1'): Promise<User> {
    const { UserPoolId, UserPoolClientId: ClientId } = this.outputs;
    const user = { username, password };
    await this.cognito.send(new SignUpCommand({ ClientId, Username: username, Password: password }));
    await this.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: username }));
    return user;
  }

  async signIn({ username, password }: User): Promise<Tokens> {
    const { AuthenticationResult } = await this.cognito.send(
      new InitiateAuthCommand({
        ClientId: this.outputs.UserPoolClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    return tokensOf(AuthenticationResult);
  }

  /** New tokens of the same session; undefined if Cognito refuses. */
  async refresh(refreshToken: string): Promise<Tokens | undefined> {
    const command = new GetTokensFromRefreshTokenCommand({
      ClientId: this.outputs.UserPoolClientId,
      RefreshToken: refreshToken,
    });
    try {
      const { AuthenticationResult } = await this.cognito.send(command);
      return tokensOf({ RefreshToken: refreshToken, ...AuthenticationResult });
    } catch (error) {
      if (error instanceof Error && error.name === 'NotAuthorizedException') return undefined;
      throw error;
    }
  }

  /** The caller's session, by one of the gateways: the smallest protected thing. */
  async session(gateway: Gateway, token: string): Promise<Answer> {
    const authorization = `Bearer ${token}`;
    switch (gateway) {
      case 'HTTP API':
        return request(`${this.outputs.SignOutApiUrl}/session`, { headers: { authorization } });
      case 'REST API':
        return request(`${this.outputs.RestApiUrl}/session`, { headers: { authorization } });
      case 'AppSync':
        return this.graphql(authorization, SESSION_QUERY);
    }
  }

  async signOut(token: string, body?: unknown): Promise<Answer> {
    return request(`${this.outputs.SignOutApiUrl}/sign-out`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Opens a WebSocket as a browser does, with the token as a subprotocol; undefined if it is refused. */
  async connect(token: string): Promise<OpenConnection | undefined> {
    const socket = new WebSocket(this.outputs.WebSocketApiUrl, ['bearer', token]);
    const closed = new Promise<Awaited<OpenConnection['closed']>>((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => {
        resolve({ at: performance.now(), code, reason });
      });
    });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => {
        resolve(true);
      });
      socket.addEventListener('error', () => {
        resolve(false);
      });
    });
    return isOpen ? { socket, closed } : undefined;
  }

  async graphql(authorization: string, query: string): Promise<Answer> {
    return request(this.outputs.GraphqlApiUrl, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
  }
}

async function request(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

function tokensOf(result: AuthenticationResultType | undefined): Tokens {
  const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken } = result ?? {};
  if (accessToken === undefined || idToken === undefined || refreshToken === undefined) {
    throw new Error('Cognito answered without tokens: does the user have to pass a challenge?');
  }
  return { accessToken, idToken, refreshToken };
}
