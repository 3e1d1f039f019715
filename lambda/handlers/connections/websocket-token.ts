import { bareToken, bearerOrBareToken } from '../http/bearer-token';
import { headerValues, type RequestHeaders } from '../http/request-headers';

/** What a `$connect` event says of the request. */
export interface ConnectRequest extends RequestHeaders {
  /** The last value of each parameter. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  /** All values of each parameter. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
}

/**
 * The token of a request to open a WebSocket: in the header `Authorization`, or among the subprotocols after `bearer`, or,
 * where that is allowed, in the query string as `access_token` (RFC 6750 §2.3). In two places it is none: which one would count?
 */
export function webSocketToken(request: ConnectRequest, allowQueryToken: boolean): string | undefined {
  const found = [
    ...headerValues(request, 'authorization').map(bearerOrBareToken),
    ...subprotocolTokens(request),
    ...(allowQueryToken ? queryTokens(request) : []),
  ];
  return found.length === 1 ? found[0] : undefined;
}

/**
 * The subprotocol that the client is answered, which must be one that it offered, or it would give up (RFC 6455 §4.1): the
 * first that the app speaks, else `bearer` as the client spells it. None if it offered neither.
 *
 * @param spoken - those that the app speaks
 */
export function chosenSubprotocol(request: RequestHeaders, spoken: readonly string[]): string | undefined {
  const offered = subprotocolsOf(request);
  // What comes after `bearer` is a token, whatever it looks like.
  const isOfApp = (_: string, index: number) => !isBearer(offered[index - 1]);
  return offered.filter(isOfApp).find((name) => spoken.includes(name)) ?? offered.find(isBearer);
}

/** What comes after each `bearer`; undefined where that is no token, or nothing. */
function subprotocolTokens(request: RequestHeaders): readonly (string | undefined)[] {
  return subprotocolsOf(request).flatMap((name, index, offered) =>
    isBearer(name) ? [bareToken(offered[index + 1])] : [],
  );
}

/** The subprotocol that a browser offers its token after, for it can set no header. */
function isBearer(subprotocol: string | undefined): boolean {
  return subprotocol?.toLowerCase() === 'bearer';
}

/**
 * What the client offers, in its order. The header may come more than once (RFC 6455 §11.3.4), and empty items do not count
 * (RFC 9110 §5.6.1).
 */
function subprotocolsOf(request: RequestHeaders): readonly string[] {
  const values = headerValues(request, 'sec-websocket-protocol');
  return values
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
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
