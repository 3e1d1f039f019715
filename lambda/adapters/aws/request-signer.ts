import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** What requests to AWS are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials, as functions have them. */
  readonly sessionToken: string | undefined;
}

/** What a request says besides what makes its signature. */
export interface RequestToSign {
  readonly host: string;
  /** As {@link canonicalPathOf} has it; `/` unless given. */
  readonly canonicalPath?: string;
  readonly contentType: string;
  /** Of AWS's JSON protocol: `{service version}.{operation}`. */
  readonly target?: string;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * All headers of a request, every one of which is signed.
 *
 * @param time - milliseconds since the epoch
 */
export type SignRequest = (request: RequestToSign, time: number) => Headers;

/**
 * Signs POST requests by AWS Signature Version 4. AWS's own signer, which the tests hold it against, provides for every
 * request there is, and takes more processor time than all else that an authorizer does.
 *
 * @param readCredentials - asked anew for each request: they may be replaced while the process lives
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createRequestSigner(service: string, region: string, readCredentials: () => Credentials): SignRequest {
  /** The key of the day: it depends on nothing else that changes, but for the secret. */
  let signingKey: { readonly day: string; readonly secret: string; readonly key: KeyObject } | undefined;
  /** The latest second, as a request says it. */
  let latest = { second: NaN, date: '' };

  const dateOf = (time: number): string => {
    const second = Math.floor(time / 1000);
    if (latest.second !== second) {
      // 2027-01-15T08:00:00.000Z → 20270115T080000Z
      latest = { second, date: new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '') };
    }
    return latest.date;
  };

  const keyOf = (day: string, secret: string): KeyObject => {
    if (signingKey?.day !== day || signingKey.secret !== secret) {
      let key = Buffer.from(`AWS4${secret}`);
      for (const part of [day, region, service, 'aws4_request']) {
        key = createHmac('sha256', key).update(part).digest();
      }
      // Of any other key Node.js finds out what it is by exceptions, each time: that takes several times as long.
      signingKey = { day, secret, key: createSecretKey(key) };
    }
    return signingKey.key;
  };

  return ({ host, canonicalPath = '/', contentType, target, body }, time) => {
    const { accessKeyId, secretAccessKey, sessionToken } = readCredentials();
    const date = dateOf(time);
    const day = date.slice(0, 8);
    // In the order of their names, as they are signed.
    const headers: Record<string, string> = { 'content-type': contentType, host, 'x-amz-date': date };
    if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
    if (target !== undefined) headers['x-amz-target'] = target;

    let [names, lines] = ['', ''];
    for (const name in headers) {
      names += names === '' ? name : `;${name}`;
      lines += `${name}:${headers[name] ?? ''}\n`;
    }
    const canonicalRequest = `POST\n${canonicalPath}\n\n${lines}\n${names}\n${hash('sha256', body)}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `${ALGORITHM}\n${date}\n${scope}\n${hash('sha256', canonicalRequest)}`;
    const signature = createHmac('sha256', keyOf(day, secretAccessKey)).update(text).digest('hex');
    headers['authorization'] =
      `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return headers;
  };
}

/**
 * A path as it is signed: encoded once more than in the URL, as every service but S3 has it; of RFC 3986, not of URLs.
 *
 * @param path - as it stands in the URL, without a query
 */
export function canonicalPathOf(path: string): string {
  const escaped = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, escaped);
}
