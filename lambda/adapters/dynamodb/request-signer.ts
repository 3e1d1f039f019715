import { createHash, createHmac } from 'node:crypto';

import { createScope, getCanonicalHeaders, getPayloadHash, getSigningKey, SignatureV4Base } from '@smithy/signature-v4';

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials, as functions have them. */
  readonly sessionToken: string | undefined;
}

type Headers = Readonly<Record<string, string>>;

/**
 * Signs POST requests to the root of a service (Signature Version 4): every step by AWS's own signer, of which this
 * leaves out what is for event streams and URLs that are signed in advance.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSigner extends SignatureV4Base {
  /** @param readCredentials - asked anew for each request: they may be replaced while the process lives */
  constructor(
    service: string,
    private readonly region: string,
    private readonly readCredentials: () => Credentials,
  ) {
    super({ service, region, credentials: () => Promise.reject(new Error('unused')), sha256: Sha256 });
  }

  /**
   * The headers, all of which are signed, and those that make the signature.
   *
   * @param time - milliseconds since the epoch
   */
  async sign(headers: Headers, body: string, time: number): Promise<Headers> {
    const { sessionToken, ...keys } = this.readCredentials();
    const { longDate, shortDate } = this.formatDate(new Date(time));
    const all: Record<string, string> = { ...headers, 'x-amz-date': longDate };
    if (sessionToken !== undefined) all['x-amz-security-token'] = sessionToken;
    const request = { method: 'POST', protocol: '', hostname: '', path: '/', query: {}, headers: all, body };
    const canonicalHeaders = getCanonicalHeaders(request);
    const canonicalRequest = this.createCanonicalRequest(
      request,
      canonicalHeaders,
      await getPayloadHash(request, Sha256),
    );
    const scope = createScope(shortDate, this.region, this.service);
    const text = await this.createStringToSign(longDate, scope, canonicalRequest, ALGORITHM);
    const key = await getSigningKey(
      Sha256,
      { ...keys, ...(sessionToken !== undefined && { sessionToken }) },
      shortDate,
      this.region,
      this.service,
    );
    const signature = createHmac('sha256', key).update(text).digest('hex');
    const names = this.getCanonicalHeaderList(canonicalHeaders);
    all['authorization'] =
      `${ALGORITHM} Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return all;
  }
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** SHA-256, and with a secret HMAC-SHA-256, as the signer wants it: by the runtime instead of by a package. */
class Sha256 {
  private readonly hash: ReturnType<typeof createHash | typeof createHmac>;

  /** @param secret - text or bytes, though the signer's type allows for any view of memory */
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Uint8Array);
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  /** Nobody calls it, but the signer's type asks for it. */
  reset(): void {
    throw new Error('not supported');
  }
}
