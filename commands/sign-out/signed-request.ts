import { RequestSigner } from '../../lambda/adapters/aws/request-signer';
import { explainConnection, explainCredentials } from './failures';
import type { Target } from './target';

/** Who signs a request, and for which Region. */
export interface Caller {
  readonly region: string;
  /** Those that are configured for any AWS tool. */
  readonly credentials: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  }>;
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
  const { sessionToken, ...keys } = await credentials().catch((error: unknown) => {
    throw explainCredentials(error) ?? error;
  });
  const signer = new RequestSigner('execute-api', region, () => ({ ...keys, sessionToken }));
  const request = { host: url.host, path: url.pathname, contentType: 'application/json', body };
  const headers = signer.sign(request, Date.now());
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
