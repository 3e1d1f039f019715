import type { APIGatewayProxyEventV2 } from 'aws-lambda';

import type { CognitoCall } from '../../core/sign-out/cognito-proxy';

/** What comes before the operation in `X-Amz-Target`. */
const SERVICE = 'AWSCognitoIdentityProviderService';

/** Whether it is signed by AWS Signature Version 4, in the header or in the query. */
export function isSigned({ headers, queryStringParameters }: APIGatewayProxyEventV2): boolean {
  return (
    /^\s*AWS4-/i.test(headers['authorization'] ?? '') ||
    headers['x-amz-security-token'] !== undefined ||
    Object.keys(queryStringParameters ?? {}).some((name) => /^x-amz-/i.test(name))
  );
}

/** The operation that it names; undefined if that is none of Cognito's. */
export function operationOf({ headers }: APIGatewayProxyEventV2): string | undefined {
  const [service, operation, ...rest] = (headers['x-amz-target'] ?? '').split('.');
  return service === SERVICE && rest.length === 0 ? operation : undefined;
}

/** What is read of the body: nothing of what is no JSON. */
export function callIn(operation: string, body: Buffer): CognitoCall {
  const { ClientId: clientId, ClientSecret: clientSecret, UserPoolId, AccessToken, Token } = textsIn(body);
  return {
    operation,
    client: clientId === undefined ? undefined : { clientId, ...(clientSecret !== undefined && { clientSecret }) },
    userPoolId: UserPoolId,
    accessToken: AccessToken,
    token: Token,
  };
}

const SIGN_OUTS = ['GlobalSignOut', 'RevokeToken'];

/**
 * The body as it is passed on: as it came. That of a sign-out is written anew of what was read, for a member may come twice: what
 * is decided on has to be what Cognito reads.
 */
export function bodyToPassOn(operation: string, body: Buffer): Buffer {
  if (!SIGN_OUTS.includes(operation)) return body;
  return Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))));
}

/** The members of the body that are texts. */
function textsIn(body: Buffer): Readonly<Record<string, string | undefined>> {
  try {
    const members = Object.entries((JSON.parse(body.toString('utf8')) as object | null) ?? {});
    return Object.fromEntries(members.filter(([, value]) => typeof value === 'string'));
  } catch {
    return {};
  }
}
