import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';

import { explainConnection, explainCredentials } from './failures';
import type { Target } from './target';

/** Who signs a request, and for which Region. */
export interface Caller {
  readonly region: string;
  readonly credentials: SignatureV4Init['credentials'];
}

/** What the API answered. */
export interface Answer {
  readonly status: number;
  /** Undefined if it is not JSON. */
  readonly body: unknown;
  /** Name of the error that a gateway answers with, such as `ForbiddenException`; "" if there is none. */
  readonly errorType: string;
  /** Seconds after which to try again, if it says so. */
  readonly retryAfter: string | undefined;
}

/** Milliseconds: API Gateway answers after 30 s at the latest. */
const PATIENCE = 35_000;

/**
 * Sends `POST /admin/sign-out`, once: sent again by itself, it would end what began in between.
 * Signed as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html says.
 *
 * @throws SignOutError if there are no credentials, or no answer
 */
export async function requestSignOut(
  address: string,
  members: Target & { readonly reason: string },
  { region, credentials }: Caller,
): Promise<Answer> {
  const url = new URL(`${address}/admin/sign-out`);
  const body = JSON.stringify(members);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const { headers } = await signer
    .sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, 'content-type': 'application/json' },
      body,
    })
    .catch((error: unknown) => {
      throw explainCredentials(error) ?? error;
    });
  try {
    // A signature is for one address: it is not carried on to another.
    const options = { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) } as const;
    const response = await fetch(url, { method: 'POST', headers, body, ...options });
    return {
      status: response.status,
      body: jsonOf(await response.text()),
      errorType: /^\w{1,64}/.exec(response.headers.get('x-amzn-errortype') ?? '')?.[0] ?? '',
      retryAfter: /^\d{1,5}$/.exec(response.headers.get('retry-after') ?? '')?.[0],
    };
  } catch (error) {
    throw explainConnection(error, address);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
