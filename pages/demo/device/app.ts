import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';

import { outcomeOf } from '../outcome';

// What an app with the stock Amplify library writes. The first function has the one setting that makes its sign-out real.

/** Amplify sends what it has to say to Cognito to the sign-out API instead, which records sign-outs and passes everything on. */
export function configure(userPoolId: string, userPoolClientId: string, signOutApiUrl: string): void {
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: `${signOutApiUrl}/` } } });
}

/** Signs in, and returns the access token. */
export async function signInHere(username: string, password: string): Promise<string> {
  const { isSignedIn, nextStep } = await signIn({ username, password });
  if (!isSignedIn) throw new Error(`Cognito asks for more: ${nextStep.signInStep}`);
  return currentToken();
}

/** Signs this device out: no other one notices. */
export async function signOutHere(): Promise<void> {
  await signOut();
}

/** Signs the user out on every device, this one too. */
export async function signOutEverywhere(): Promise<void> {
  await signOut({ global: true });
}

/**
 * Signs the user out on every device but this one, which neither Cognito nor Amplify can.
 *
 * @returns `complete`, or what of it could not be done
 */
export async function signOutOthers(signOutApiUrl: string): Promise<string> {
  const response = await fetch(`${signOutApiUrl}/sign-out`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await currentToken()}` },
    body: JSON.stringify({ scope: 'others' }),
  });
  return outcomeOf(response);
}

/** New tokens for the refresh token; undefined if Cognito refuses them. */
export async function refresh(): Promise<string | undefined> {
  const { tokens } = await fetchAuthSession({ forceRefresh: true });
  return tokens?.accessToken.toString();
}

async function currentToken(): Promise<string> {
  const { tokens } = await fetchAuthSession();
  if (tokens === undefined) throw new Error('Nobody is signed in');
  return tokens.accessToken.toString();
}
