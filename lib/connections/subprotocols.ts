import { ENVIRONMENT } from '../../lambda/contract';
import type { WebSocketAuthorizerOptions } from '../authorizer/revocation-authorizer';

/** How a WebSocket API is protected. */
export interface ProtectedWebSocketOptions extends WebSocketAuthorizerOptions {
  /**
   * The subprotocols that your app speaks, such as `graphql-transport-ws`. A client that offers some of them is answered the one
   * that it offers first; others are answered with `bearer`, if they offer their token after it. Each is an RFC 6455 token:
   * letters, digits and ``!#$%&'*+-.^_`|~``, upper and lower case told apart. Not `bearer`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
   */
  readonly subprotocols?: string[];
}

/** RFC 9110 §5.6.2, which RFC 6455 §4.1 asks for. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * What the function behind `$connect` is told of an app's subprotocols: the same for the same ones, in whatever order.
 *
 * @throws Error if one can't be a subprotocol, or would be taken for what goes before a token
 */
export function subprotocolsEnvironment(subprotocols: readonly string[] = []): Record<string, string> {
  for (const name of subprotocols) {
    if (TOKEN.test(name) && name.toLowerCase() !== 'bearer') continue;
    throw new Error(
      `subprotocols: got ${JSON.stringify(name)}; allowed: letters, digits and !#$%&'*+-.^_\`|~, and not bearer, which goes before a token`,
    );
  }
  const names = [...new Set(subprotocols)].sort();
  return names.length === 0 ? {} : { [ENVIRONMENT.subprotocols]: names.join(',') };
}
