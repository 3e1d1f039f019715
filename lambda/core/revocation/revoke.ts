import type { NumericDate, Session, SessionIdentity, UserIdentity } from '../token/claims';
import type { SessionLife } from './expiry';
import {
  isRejectedBy,
  type Revocation,
  type SessionRevocation,
  type UserRevocation,
  type WideRevocation,
} from './revocation';
import { sessionKeyOf, userKeyOf } from './revocation-key';

/*
 * What a sign-out makes of the revocation that is stored. In each, undefined means that nothing needs to be written.
 * None ever moves a cut-off or an expiry back, so that adding a revocation never turns a rejection into an acceptance,
 * in whatever order they come.
 */

/** Revokes a session (or, of a machine, the token). */
export function revokeSession(
  session: SessionIdentity,
  { expiresAt, enough }: SessionLife,
  stored: SessionRevocation | undefined,
): SessionRevocation | undefined {
  if (stored !== undefined && stored.expiresAt >= enough) return undefined;
  return { kind: session.session.kind, key: sessionKeyOf(session), expiresAt: latest(stored?.expiresAt, expiresAt) };
}

/** Revokes every session of a user that began up to the cut-off. */
export function revokeUser(
  user: UserIdentity,
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: UserRevocation | undefined,
): UserRevocation | undefined {
  if (coversAlready(stored, stored?.tokensValidAfter, cutOff, expiresAt)) return undefined;
  return { ...merge(user, stored, expiresAt), tokensValidAfter: latest(stored?.tokensValidAfter, cutOff) };
}

/** Revokes every session of a client, or of the pool, that began up to the cut-off. */
export function revokeAll(
  { kind, key }: Pick<WideRevocation, 'kind' | 'key'>,
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: WideRevocation | undefined,
): WideRevocation | undefined {
  if (coversAlready(stored, stored?.tokensValidAfter, cutOff, expiresAt)) return undefined;
  return {
    kind,
    key,
    tokensValidAfter: latest(stored?.tokensValidAfter, cutOff),
    expiresAt: latest(stored?.expiresAt, expiresAt),
  };
}

/**
 * Revokes every session of the token's user that began up to the cut-off, but the token's own.
 *
 * Only a caller that is not revoked may move the exemption to itself: otherwise a revoked session could make itself
 * valid again. For a revoked caller nothing is written.
 */
export function revokeOthers(
  caller: UserIdentity & { readonly session: Session; readonly signedInAt: NumericDate },
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: UserRevocation | undefined,
): UserRevocation | undefined {
  if (stored !== undefined && isRejectedBy(stored, caller)) return undefined;
  const others = stored?.others;
  const isExempt = others?.exemptSession === caller.session.id;
  if (isExempt && coversAlready(stored, others.validAfter, cutOff, expiresAt)) return undefined;
  return {
    ...merge(caller, stored, expiresAt),
    others: { validAfter: latest(others?.validAfter, cutOff), exemptSession: caller.session.id },
  };
}

function coversAlready(
  stored: Revocation | undefined,
  validAfter: NumericDate | undefined,
  cutOff: NumericDate,
  expiresAt: NumericDate,
): boolean {
  return stored !== undefined && stored.expiresAt >= expiresAt && validAfter !== undefined && validAfter >= cutOff;
}

function merge(user: UserIdentity, stored: UserRevocation | undefined, expiresAt: NumericDate): UserRevocation {
  return { kind: 'user', key: userKeyOf(user), ...stored, expiresAt: latest(stored?.expiresAt, expiresAt) };
}

function latest(before: NumericDate | undefined, now: NumericDate): NumericDate {
  return before === undefined ? now : Math.max(before, now);
}
