import {
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';

import type { Tokens, User } from '../../local/client';
import { payloadOf } from './callers';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolId, UserPoolClientId } = stack.outputs;

afterAll(() => {
  stack.cognito.destroy();
});

describe('an Amplify app with one setting changed', () => {
  beforeAll(() => {
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: UserPoolId,
          userPoolClientId: UserPoolClientId,
          userPoolEndpoint: `${SignOutApiUrl}/`,
        },
      },
    });
  });

  /** Signs in as the app does: by SRP, through the proxy. */
  async function signInByAmplify({ username, password }: User): Promise<Tokens> {
    await expect(signIn({ username, password })).resolves.toMatchObject({ isSignedIn: true });
    const { tokens } = await fetchAuthSession();
    if (tokens?.idToken === undefined) throw new Error('Amplify has no tokens');
    return { accessToken: tokens.accessToken.toString(), idToken: tokens.idToken.toString(), refreshToken: '' };
  }

  it('signs in, refreshes, and its signOut() ends this session at every gateway', async () => {
    const user = await newUser();
    const laptop = await stack.signIn(user);
    const phone = await signInByAmplify(user);
    expect(await verdictsOn(phone)).toEqual(ACCEPTED);
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    const refreshed = tokens?.accessToken.toString() ?? '';
    expect(refreshed).not.toBe(phone.accessToken);

    await signOut();

    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect((await stack.session('HTTP API', refreshed)).status).toBe(401);
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
  });

  it("ends all of the user's sessions by signOut({ global: true })", async () => {
    const user = await newUser();
    const laptop = await stack.signIn(user);
    const phone = await signInByAmplify(user);

    await signOut({ global: true });

    const again = await stack.signIn(user);
    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(REJECTED);
    expect(await stack.refresh(laptop.refreshToken)).toBeUndefined();
    expect(await verdictsOn(again)).toEqual(ACCEPTED);
  });
});

describe('an app on the AWS SDK with another endpoint', () => {
  const proxied = new CognitoIdentityProviderClient({
    endpoint: `${SignOutApiUrl}/`,
    maxAttempts: 1,
  });
  afterAll(() => {
    proxied.destroy();
  });

  it('signs in, and revokes its session with RevokeToken', async () => {
    const { username, password } = await newUser();
    const { AuthenticationResult } = await proxied.send(
      new InitiateAuthCommand({
        ClientId: UserPoolClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    const tokens: Tokens = {
      accessToken: AuthenticationResult?.AccessToken ?? '',
      idToken: AuthenticationResult?.IdToken ?? '',
      refreshToken: AuthenticationResult?.RefreshToken ?? '',
    };
    expect(await verdictsOn(tokens)).toEqual(ACCEPTED);

    await proxied.send(new RevokeTokenCommand({ ClientId: UserPoolClientId, Token: tokens.refreshToken }));

    expect(await verdictsOn(tokens)).toEqual(REJECTED);
    expect(await stack.refresh(tokens.refreshToken)).toBeUndefined();
  });

  it('is answered by Cognito once more after GlobalSignOut: the token is revoked', async () => {
    const tokens = await stack.signIn(await newUser());
    const globalSignOut = new GlobalSignOutCommand({ AccessToken: tokens.accessToken });
    await proxied.send(globalSignOut);

    expect(await verdictsOn(tokens)).toEqual(REJECTED);
    await expect(proxied.send(globalSignOut)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('gets the errors that Cognito gives', async () => {
    const wrong = new InitiateAuthCommand({
      ClientId: UserPoolClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'nobody', PASSWORD: 'wrong' },
    });
    const directly = await stack.cognito.send(wrong).catch((error: unknown) => error);
    const { name, message, $metadata } = directly as Error & { $metadata: { httpStatusCode: number } };

    await expect(proxied.send(wrong)).rejects.toMatchObject({
      name,
      message,
      $metadata: { httpStatusCode: $metadata.httpStatusCode },
    });
    await expect(
      proxied.send(new GetTokensFromRefreshTokenCommand({ ClientId: UserPoolClientId, RefreshToken: 'dead' })),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('cannot do what needs credentials, signed or not', async () => {
    const { accessToken } = await stack.signIn(await newUser());
    const { username } = payloadOf(accessToken);
    const ask = async (operation: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${SignOutApiUrl}/`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
          ...headers,
        },
        body: JSON.stringify({ UserPoolId, Username: username }),
      });
      return { status: response.status, body: (await response.json()) as { __type: string } };
    };

    expect(await ask('AdminUserGlobalSignOut')).toMatchObject({
      status: 400,
      body: { __type: 'MissingAuthenticationTokenException' },
    });
    expect(await ask('GetUser', { authorization: 'AWS4-HMAC-SHA256 Credential=x' })).toMatchObject({
      status: 400,
      body: { __type: 'NotAuthorizedException' },
    });
    await expect(proxied.send(new GetUserCommand({ AccessToken: accessToken }))).resolves.toMatchObject({
      Username: username,
    });
  });
});
