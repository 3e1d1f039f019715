import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { refusal, type Answer } from './answer';

/** Whom a server listens to. */
export interface Door {
  /** Where it listens. */
  readonly port: number;
  /** What the page knows, and no other page or user of the machine. */
  readonly token: string;
}

const WRONG_ORIGIN = refusal(403, 'wrong_origin', 'this is only for the page that this server has sent');
const NAMES = ['127.0.0.1', 'localhost'];

/**
 * Refuses a request that was sent to another name: a page of a name that is made to lead to this machine (DNS rebinding)
 * would be of the same origin as the server.
 *
 * @returns undefined if it is welcome
 */
export function refuseHost({ host }: IncomingHttpHeaders, { port }: Pick<Door, 'port'>): Answer | undefined {
  const allowed = NAMES.map((name) => `${name}:${String(port)}`);
  if (host !== undefined && allowed.includes(host)) return undefined;
  return refusal(403, 'wrong_host', `the header Host must be ${allowed.join(' or ')}`);
}

/**
 * Refuses a request for data, or to do something, that does not come from the server's own page, or from whoever was given
 * its address. `Sec-Fetch-Site` is what browsers say of a request's origin, and no page can say itself.
 *
 * @returns undefined if it is welcome
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refuseCaller(headers: IncomingHttpHeaders, { token }: Door): Answer | undefined {
  const { host = '', origin, authorization = '', 'sec-fetch-site': site = 'same-origin' } = headers;
  if (origin !== `http://${host}` || site !== 'same-origin') {
    return WRONG_ORIGIN;
  }
  if (isSame(authorization, `Bearer ${token}`)) return undefined;
  return refusal(
    401,
    'wrong_token',
    'this page does not know the token of the server: open the address that the server has printed',
  );
}

/**
 * Refuses a request that another page has made a browser send. For what needs no token of the server's, as it asks for one of its
 * own.
 *
 * @returns undefined if it is welcome
 */
export function refuseOtherPages(headers: IncomingHttpHeaders): Answer | undefined {
  const { host = '', origin = `http://${host}`, 'sec-fetch-site': site = 'same-origin' } = headers;
  if (origin === `http://${host}` && site === 'same-origin') return undefined;
  return WRONG_ORIGIN;
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
