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
  return requestSigned('POST', url, { body, headers: { ...more, 'content-type': contentType } }, credentials, service);
}

/** What a request says besides where it goes. */
export interface SignedContent {
  readonly body?: string;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** As above, by any method. */
export async function requestSigned(
  method: string,
  url: string,
  { body, headers = {} }: SignedContent,
  credentials: Credentials,
  service: string,
): Promise<Response> {
  const { host, hostname, pathname, protocol, searchParams } = new URL(url);
  const signer = new SignatureV4({ service, region: 'us-east-1', credentials, sha256: Sha256 });
  const request = { method, protocol, hostname, path: pathname, query: Object.fromEntries(searchParams) };
  const signed = await signer.sign({ ...request, headers: { ...headers, host }, ...(body !== undefined && { body }) });
  return fetch(url, { method, headers: signed.headers, ...(body !== undefined && { body }) });
}
