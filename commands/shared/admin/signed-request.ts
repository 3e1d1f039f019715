import { signedHeaders, type Caller } from '../caller';
import { explainConnection, explainCredentials } from './failures';
import type { Undertaking } from './undertaking';

/** The sign-out API's routes for administrators. */
export type AdminRoute = '/admin/sign-out' | '/admin/sessions';

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
 * Sends a signed `POST`, once: a sign-out that is sent again by itself would end what began in between.
 *
 * @throws AdminError if there are no credentials, or no answer
 */
export async function requestOfAdmin(
  { address, route }: { readonly address: string; readonly route: AdminRoute },
  members: object,
  caller: Caller,
  undertaking: Undertaking,
): Promise<Answer> {
  const url = new URL(`${address}${route}`);
  const body = JSON.stringify(members);
  const content = { contentType: 'application/json', body };
  const headers = await signedHeaders(caller, url, content, (error) => explainCredentials(error, undertaking));
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
    throw explainConnection(error, address, undertaking);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
