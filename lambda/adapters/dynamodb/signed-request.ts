import { createPost } from '../aws/http-request';
import type { HttpAnswer } from '../aws/http-answer';
import { createRequestSigner, type Credentials } from '../aws/request-signer';

/** Where DynamoDB is, and as whom it is called. */
export interface DynamoDbEndpoint {
  /** `https:` or `http:`, without a slash at the end. */
  readonly endpoint: string;
  readonly region: string;
  /** Asked anew for each request: credentials may be replaced while the process lives. */
  readonly credentials: () => Credentials;
}

/**
 * Sends one signed request.
 *
 * @param timeout - milliseconds until a whole answer must have come
 * @throws TransportError
 */
export type Send = (operation: string, body: string, timeout: number) => Promise<HttpAnswer>;

/**
 * Calls DynamoDB without its SDK, which costs more than everything else that an authorizer or a sign-out does: signed
 * requests, on connections that are kept alive.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function createSend({ endpoint, region, credentials }: DynamoDbEndpoint): Send {
  const { host } = new URL(endpoint);
  const post = createPost(endpoint, 'DynamoDB');
  const sign = createRequestSigner('dynamodb', region, credentials);
  const contentType = 'application/x-amz-json-1.0';
  return async (operation, body, timeout) => {
    const headers = sign({ host, contentType, target: `DynamoDB_20120810.${operation}`, body }, Date.now());
    return post(headers, body, timeout);
  };
}
