import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** Credentials of AWS. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * A `POST` to an API behind IAM, signed by AWS Signature Version 4.
 *
 * @param more - headers besides, in lower case
 */
export async function postSigned(
  url: string,
  body: string,
  contentType: string,
  credentials: Credentials,
  service = 'execute-api',
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { host, hostname, pathname, protocol } = new URL(url);
  const signer = new SignatureV4({ service, region: 'us-east-1', credentials, sha256: Sha256 });
  const headers = { ...more, host, 'content-type': contentType };
  const signed = await signer.sign({ method: 'POST', protocol, hostname, path: pathname, headers, body, query: {} });
  return fetch(url, { method: 'POST', headers: signed.headers, body });
}
