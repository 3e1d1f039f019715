import { parseAdminUser, type AdminUser } from './admin-user';

/** Whose sessions an administrator ends. */
export type AdminSignOutTarget =
  | (AdminUser & { readonly scope: 'user' })
  | (AdminUser & { readonly scope: 'session'; readonly sessionId: string })
  | { readonly scope: 'client'; readonly clientId: string }
  | { readonly scope: 'userPool' };

/** What an administrator asks for. */
export interface AdminSignOutParameters {
  readonly target: AdminSignOutTarget;
  /** Why: kept with the revocation. */
  readonly reason: string;
}

/** Parameters, or what is wrong with them. */
export type ParsedAdminParameters =
  | { readonly ok: true; readonly parameters: AdminSignOutParameters }
  | { readonly ok: false; readonly description: string };

const TARGETS = ['username', 'sub', 'clientId', 'userPool'];
const MEMBERS = [...TARGETS, 'sessionId', 'reason'];
/** `origin_jti` is a UUID; no token bears a longer one than this. */
const SESSION_ID = /^[\x21-\x7e]{1,256}$/;
const MAX_REASON_LENGTH = 256;

/**
 * Reads exactly one of `{"username"}`, `{"sub"}`, `{"clientId"}`, `{"userPool":true}`, of which a user may come with
 * `{"sessionId"}`, for that session alone, and with `{"reason"}` (1 to 256 characters). The description names the member and what is allowed, and repeats no value.
 */
export function parseAdminSignOutParameters(value: unknown): ParsedAdminParameters {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid('the body must be a JSON object');
  }
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members);
  if (names.some((name) => !MEMBERS.includes(name))) {
    return invalid(`unknown member; allowed are: ${MEMBERS.join(', ')}`);
  }
  if (names.filter((name) => TARGETS.includes(name)).length !== 1) {
    return invalid(`exactly one of these must be given: ${TARGETS.join(', ')}`);
  }
  const target = targetOf(members);
  if (typeof target === 'string') return invalid(target);
  const { reason } = members;
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > MAX_REASON_LENGTH) {
    return invalid(`reason must be a text of 1 to ${String(MAX_REASON_LENGTH)} characters`);
  }
  return { ok: true, parameters: { target, reason } };
}

/** The target, or what is wrong with it. */
function targetOf(members: Readonly<Record<string, unknown>>): AdminSignOutTarget | string {
  const { clientId, userPool, sessionId } = members;
  if ('username' in members || 'sub' in members) {
    const user = parseAdminUser(members);
    if (typeof user === 'string') return user;
    if (sessionId === undefined) return { scope: 'user', ...user };
    return typeof sessionId === 'string' && SESSION_ID.test(sessionId)
      ? { scope: 'session', sessionId, ...user }
      : 'sessionId must be the id of a session (claim origin_jti)';
  }
  if (sessionId !== undefined) return 'sessionId goes with a user only: username or sub';
  if (clientId !== undefined) {
    return typeof clientId === 'string' ? { scope: 'client', clientId } : 'clientId must be an app client id';
  }
  return userPool === true ? { scope: 'userPool' } : 'userPool must be true';
}

function invalid(description: string): ParsedAdminParameters {
  return { ok: false, description };
}
