import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  type AuthenticationResultType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { createHmac, randomUUID } from 'node:crypto';

import type { Tokens } from '../../local/client';
import { stack } from './stack';

/** An app client of a pool that this product has not made. */
export interface Client {
  readonly client_id: string;
  /** Empty if it has none. */
  readonly secret: string;
}

const { cognito } = stack;
const PASSWORD = 'Correct-horse-1';

/** A user pool that is not this product's. */
export class OtherPool {
  private constructor(readonly id: string) {}

  static async create(settings: Partial<CreateUserPoolCommandInput> = {}): Promise<OtherPool> {
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'theirs', ...settings }));
    return new OtherPool(UserPool?.Id ?? '');
  }

  /** The pool of that id, to be used in the same way. */
  static of(id: string): OtherPool {
    return new OtherPool(id);
  }

  async newClient(settings: Partial<CreateUserPoolClientCommandInput> = {}): Promise<Client> {
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId: this.id,
        ClientName: 'theirs',
        EnableTokenRevocation: true,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        ...settings,
      }),
    );
    return { client_id: UserPoolClient?.ClientId ?? '', secret: UserPoolClient?.ClientSecret ?? '' };
  }

  /** @returns its username */
  async newUser(): Promise<string> {
    const username = `e2e-${randomUUID()}`;
    const user = { UserPoolId: this.id, Username: username };
    await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
    return username;
  }

  async signIn(username: string, client: Client, password = PASSWORD): Promise<Tokens> {
    return tokensIn(await this.authenticate(username, client, password));
  }

  /** All that Cognito answers to a sign-in. */
  async authenticate(
    username: string,
    { client_id, secret }: Client,
    password = PASSWORD,
  ): Promise<AuthenticationResultType> {
    const hash = createHmac('sha256', secret).update(`${username}${client_id}`).digest('base64');
    const { AuthenticationResult: result = {} } = await cognito.send(
      new InitiateAuthCommand({
        ClientId: client_id,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: password, ...(secret !== '' && { SECRET_HASH: hash }) },
      }),
    );
    return result;
  }
}

/** The tokens that Cognito has answered. */
export function tokensIn(result: AuthenticationResultType): Tokens {
  const { AccessToken: accessToken = '', IdToken: idToken = '', RefreshToken: refreshToken = '' } = result;
  return { accessToken, idToken, refreshToken };
}

/** What Cognito says to a refresh token: new tokens, or the name of its error. */
export async function refreshAtCognito(
  refreshToken: string,
  { client_id }: Client,
  deviceKey?: string,
): Promise<Tokens | string> {
  const command = new GetTokensFromRefreshTokenCommand({
    ClientId: client_id,
    RefreshToken: refreshToken,
    DeviceKey: deviceKey,
  });
  return cognito.send(command).then(
    ({ AuthenticationResult = {} }) => tokensIn(AuthenticationResult),
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}
