import { isAhead } from '../../revocation/cut-off';
import type { NumericDate } from '../../token/claims';
import { read, unread, type Read } from './identity-provider';

/**
 * Seconds that a token may be old, however long it says that it lives. Okta's live for five minutes, as the draft of global token
 * revocation recommends (§3.5), and those of back-channel logout should for two at most (§4).
 */
const MAX_AGE = 300;

/** Longer names can't be part of a DynamoDB key; Cognito's are shorter. */
const MAX_LENGTH = 256;

/** What both kinds of token must say. */
export interface ProviderClaims {
  /** When it was issued (`iat`), by the provider's clock. */
  readonly issuedAt: NumericDate;
  /** This token alone (`jti`). */
  readonly id: string;
}

/** What a kind of token has to be. */
export interface ExpectedToken {
  /** `typ` of its header. `JWT`, and none, will do as well: not every provider writes it. */
  readonly type: string;
  readonly audience: string;
}

/** A token whose signature has been verified. */
export interface SignedToken {
  readonly type: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Reads what both kinds of token have in common, and refuses one of another kind, for somebody else, or of another time: at
 * the second of its `exp` it has expired, `iat` and `nbf` may be ahead by as much as clocks may differ.
 *
 * @param now - milliseconds since the epoch
 */
export function readProviderClaims(token: SignedToken, expected: ExpectedToken, now: number): Read<ProviderClaims> {
  const { type, payload } = token;
  if (!isOfType(type, expected.type)) return unread(`typ must be ${expected.type}`);
  if (!audiencesIn(payload['aud']).includes(expected.audience)) return unread('aud is somebody else');
  const id = name(payload['jti']);
  if (id === undefined) return unread('jti is missing');
  const { iat, exp, nbf = 0 } = payload;
  if (!isTime(iat) || !isTime(exp) || !isTime(nbf)) return unread('iat and exp must be there, and be times');
  if (now >= exp * 1000) return unread('the token has expired');
  if (isAhead(iat, now) || isAhead(nbf, now)) return unread('the token is from the future');
  if (isAhead(now / 1000, (iat + MAX_AGE) * 1000)) return unread('the token is too old: ask for a sign-out right away');
  return read({ issuedAt: iat, id });
}

/** A claim that names something. */
export function name(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH ? value : undefined;
}

/** RFC 7515 §4.1.9: a media type, whose case does not matter, and which may leave out `application/`. */
function isOfType(type: string | undefined, expected: string): boolean {
  const given = type?.toLowerCase().replace(/^application\//, '');
  return given === undefined || given === 'jwt' || given === expected;
}

function audiencesIn(claim: unknown): readonly unknown[] {
  return Array.isArray(claim) ? claim : [claim];
}

function isTime(value: unknown): value is NumericDate {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
