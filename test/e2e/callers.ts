/** What is said of a request: its status, and the error that the body names, if any. */
export interface Told {
  readonly status: number;
  readonly error: string | undefined;
  readonly headers: Headers;
}

/** Asks a stack's sign-out API in Cognito's own protocol (`POST /`). */
export async function askProxy(
  signOutApiUrl: string,
  operation: string,
  body: Readonly<Record<string, string>>,
): Promise<Told> {
  const response = await fetch(`${signOutApiUrl}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  return told(response, '__type');
}

/** Asks it to revoke a token (RFC 7009). */
export async function askToRevoke(signOutApiUrl: string, form: Readonly<Record<string, string>>): Promise<Told> {
  const body = new URLSearchParams(form);
  return told(await fetch(`${signOutApiUrl}/oauth2/revoke`, { method: 'POST', body }), 'error');
}

/** What a token says, unverified. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

async function told(response: Response, member: string): Promise<Told> {
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, string>>;
  return { status: response.status, error: body[member], headers: response.headers };
}
