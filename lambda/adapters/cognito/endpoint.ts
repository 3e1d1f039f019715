import { RevocationError } from '../../core/errors';
import { domainOf } from '../aws/partition';
import { regionOf } from './user-pool-id';

/** What Cognito reads of the caller's headers. */
const REQUEST_HEADERS = ['content-type', 'x-amz-target', 'x-amz-user-agent', 'user-agent', 'cache-control'];
/** What clients read of Cognito's. */
const ANSWER_HEADERS = ['content-type', 'x-amzn-errortype', 'x-amzn-errormessage', 'x-amzn-requestid', 'retry-after'];

/** A request in Cognito's JSON protocol. */
export interface ForwardedRequest {
  /** As they came, names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came. */
  readonly body: Uint8Array;
  /** Milliseconds that Cognito has for its answer: it waits 5 s for each trigger of a pool. */
  readonly timeout: number;
}

/** What Cognito answered. */
export interface ForwardedAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** AWS's own address of Cognito, in a user pool's Region. */
export function cognitoEndpointOf(userPoolId: string): string {
  const region = regionOf(userPoolId);
  return `https://cognito-idp.${region}.${domainOf(region)}`;
}

/**
 * Passes requests on to Cognito, unsigned and unaltered.
 *
 * @param endpoint - where Cognito is: no slash at the end
 * @returns a function that throws RevocationError `user_pool_unavailable` if Cognito does not answer
 */
export function createCognitoEndpoint(endpoint: string): (request: ForwardedRequest) => Promise<ForwardedAnswer> {
  return async ({ headers, body, timeout }) => {
    try {
      const response = await fetch(`${endpoint}/`, {
        method: 'POST',
        headers: REQUEST_HEADERS.flatMap((name): [string, string][] => {
          const value = headers[name];
          // Headers are bytes, which `fetch` takes one to a character.
          return value === undefined ? [] : [[name, Buffer.from(value, 'utf8').toString('latin1')]];
        }),
        body: Uint8Array.from(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      const answered = ANSWER_HEADERS.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value] as const];
      });
      return {
        statusCode: response.status,
        headers: { ...Object.fromEntries(answered), 'cache-control': 'no-store' },
        body: await response.text(),
      };
    } catch (cause) {
      throw new RevocationError('user_pool_unavailable', 'Cognito did not answer', { cause });
    }
  };
}
