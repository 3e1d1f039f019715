import { bearerToken } from './answer';

/** What is read of a request of Node.js: itself, or as a framework wraps it. */
export interface TokenRequest {
  readonly headers: { readonly authorization?: string | undefined };
  /** Names and values in turn, as they came. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** Node's own, where the request is a framework's. */
  readonly raw?: unknown;
}

/**
 * The token of a request: see {@link bearerToken}. Of two `Authorization` headers, none is the one that counts: Node.js would take
 * the first, and others before it may have taken the last.
 */
export function tokenOf(request: TokenRequest): string | undefined {
  const { rawHeaders = [] } = request.rawHeaders === undefined ? rawOf(request) : request;
  const given = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization');
  return given.length > 1 ? '' : bearerToken(request.headers.authorization);
}

function rawOf({ raw }: TokenRequest): Pick<TokenRequest, 'rawHeaders'> {
  return typeof raw === 'object' && raw !== null ? raw : {};
}
