import type { OAuthClient } from '../../core/sign-out/oauth-client';

/** Who asks, or what is wrong with how it says so (RFC 6749 §2.3, §5.2). */
export type PresentedClient =
  | { readonly ok: true; readonly client: OAuthClient }
  | { readonly ok: false; readonly error: 'invalid_request' | 'invalid_client'; readonly description: string };

/**
 * The app client that a form is sent by: in a Basic header, or in the body.
 *
 * @param only - the client that is meant if none is named
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function presentedClient(
  authorization: string | undefined,
  form: ReadonlyMap<string, string>,
  only: string | undefined,
): PresentedClient {
  const clientId = form.get('client_id');
  const clientSecret = form.get('client_secret');
  if (authorization === undefined) {
    const named = clientId ?? only;
    if (named === undefined) return invalid('invalid_request', 'client_id is missing');
    return presented(named, clientSecret);
  }
  const basic = basicCredentials(authorization);
  if (basic === undefined) return invalid('invalid_client', 'the Authorization header must be Basic credentials');
  if (clientSecret !== undefined) return invalid('invalid_request', 'the client must authenticate in one way only');
  if (clientId !== undefined && clientId !== basic.clientId) {
    return invalid('invalid_request', 'client_id must be that of the Authorization header');
  }
  return presented(basic.clientId, basic.clientSecret === '' ? undefined : basic.clientSecret);
}

/** By the RFC id and secret are encoded as form values first, and then by Base64; not every client does both. */
function basicCredentials(authorization: string): { clientId: string; clientSecret: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  const [id, ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (id === undefined || id === '' || secret.length === 0) return undefined;
  return { clientId: decoded(id), clientSecret: decoded(secret.join(':')) };
}

/**
 * Undoes percent-encoding, and takes what is not validly encoded as it is. Unlike in a form a `+` is no space: Cognito's ids
 * and secrets may hold `+`, and never a space or `%`, so each can be told from what a client has not encoded.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html
 */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function presented(clientId: string, clientSecret: string | undefined): PresentedClient {
  return { ok: true, client: clientSecret === undefined ? { clientId } : { clientId, clientSecret } };
}

function invalid(error: 'invalid_request' | 'invalid_client', description: string): PresentedClient {
  return { ok: false, error, description };
}
