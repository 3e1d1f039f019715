import { bearerOrBareToken } from '../http/bearer-token';
import { headerValues, type RequestHeaders } from '../http/request-headers';

/** What a `$connect` event says of the request. */
export interface ConnectRequest extends RequestHeaders {
  /** The last value of each parameter. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  /** All values of each parameter. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
}

/** The subprotocol that a browser offers with its token, for it can set no header. */
export const BEARER_SUBPROTOCOL = 'bearer';

/**
 * The token of a request to open a WebSocket: in the header `Authorization`, or in the subprotocols `bearer, <token>`, or,
 * where that is allowed, in the query string as `access_token` (RFC 6750 §2.3). In two places it is none: which one would count?
 */
export function webSocketToken(request: ConnectRequest, allowQueryToken: boolean): string | undefined {
  const subprotocols = subprotocolsOf(request);
  const found = [
    ...headerValues(request, 'authorization').map(bearerOrBareToken),
    ...(subprotocols.includes(BEARER_SUBPROTOCOL) ? [tokenIn(subprotocols)] : []),
    ...(allowQueryToken ? queryTokens(request) : []),
  ];
  return found.length === 1 ? found[0] : undefined;
}

/** The subprotocols that the client offers (RFC 6455 §11.3.4). */
export function subprotocolsOf(request: RequestHeaders): readonly string[] {
  const values = headerValues(request, 'sec-websocket-protocol');
  return values.flatMap((value) => value.split(',')).map((name) => name.trim());
}

function tokenIn(subprotocols: readonly string[]): string | undefined {
  const [scheme, token, ...more] = subprotocols;
  return scheme === BEARER_SUBPROTOCOL && more.length === 0 ? bearerOrBareToken(token) : undefined;
}

function queryTokens({
  queryStringParameters,
  multiValueQueryStringParameters,
}: ConnectRequest): readonly (string | undefined)[] {
  const name = 'access_token';
  const single = queryStringParameters?.[name];
  const values = multiValueQueryStringParameters?.[name] ?? (single === undefined ? [] : [single]);
  return values.map(bearerOrBareToken);
}
