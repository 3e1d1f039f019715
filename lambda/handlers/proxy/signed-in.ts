import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The operations that Cognito answers with tokens. */
const OPERATIONS = ['InitiateAuth', 'RespondToAuthChallenge', 'GetTokensFromRefreshToken'];

/** Tokens that Cognito has answered. */
export interface SignedIn {
  readonly accessToken: string;
  /** Whether a session has begun with them, and not been refreshed. */
  readonly isNew: boolean;
}

/**
 * The tokens in Cognito's answer to an operation; undefined if it has none, such as a challenge or an error.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AuthenticationResultType.html
 */
export function signedInBy(operation: string, answer: APIGatewayProxyStructuredResultV2): SignedIn | undefined {
  if (!OPERATIONS.includes(operation) || answer.statusCode !== 200) return undefined;
  const { AccessToken, RefreshToken } = resultIn(answer.body ?? '');
  if (typeof AccessToken !== 'string') return undefined;
  // A refresh brings a refresh token by `GetTokensFromRefreshToken` only, where the client rotates them.
  return { accessToken: AccessToken, isNew: operation !== 'GetTokensFromRefreshToken' && RefreshToken !== undefined };
}

function resultIn(body: string): { readonly AccessToken?: unknown; readonly RefreshToken?: unknown } {
  try {
    const { AuthenticationResult } = JSON.parse(body) as { AuthenticationResult?: Record<string, unknown> | null };
    return AuthenticationResult ?? {};
  } catch {
    return {};
  }
}
