import { canonicalPathOf, createRequestSigner } from '../../lambda/adapters/aws/request-signer';
import type { CloudVariables } from '../cloud';

/** What the API answered. */
export interface AdministratorAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Signs a user out as an administrator does, who has AWS credentials: here those of the local cloud. */
export async function signOutUser(
  signOutApiUrl: string,
  variables: CloudVariables,
  username: string,
): Promise<AdministratorAnswer> {
  const {
    AWS_REGION: region = '',
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secret = '',
  } = variables;
  const credentials = { accessKeyId, secretAccessKey: secret, sessionToken: undefined };
  const url = new URL(`${signOutApiUrl}/admin/sign-out`);
  const body = JSON.stringify({ username, reason: 'the demonstration' });
  const canonicalPath = canonicalPathOf(url.pathname);
  const content = { host: url.host, canonicalPath, contentType: 'application/json', body };
  const headers = createRequestSigner('execute-api', region, () => credentials)(content, Date.now());
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, body: await response.json() };
}
