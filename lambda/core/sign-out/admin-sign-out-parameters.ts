/** Whose sessions an administrator ends. */
export type AdminSignOutTarget =
  | { readonly scope: 'user'; readonly username: string }
  | { readonly scope: 'user'; readonly sub: string }
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
const MEMBERS = [...TARGETS, 'reason'];
/** What Cognito takes as a username (API_AdminGetUser, `Username`). */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
/** A `sub` is a UUID; that of a machine is its client's id. */
const SUB = /^[\w+-]{1,128}$/;
const MAX_REASON_LENGTH = 256;

/**
 * Reads exactly one of `{"username"}`, `{"sub"}`, `{"clientId"}`, `{"userPool":true}`, with `{"reason"}` (1 to 256
 * characters). The description names the member and what is allowed, and repeats no value.
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
function targetOf({
  username,
  sub,
  clientId,
  userPool,
}: Readonly<Record<string, unknown>>): AdminSignOutTarget | string {
  if (username !== undefined) {
    return matches(username, USERNAME)
      ? { scope: 'user', username }
      : 'username must be a username or an alias, of 1 to 128 characters and no spaces';
  }
  if (sub !== undefined) return matches(sub, SUB) ? { scope: 'user', sub } : 'sub must be a user id (claim sub)';
  if (clientId !== undefined) {
    return typeof clientId === 'string' ? { scope: 'client', clientId } : 'clientId must be an app client id';
  }
  return userPool === true ? { scope: 'userPool' } : 'userPool must be true';
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function invalid(description: string): ParsedAdminParameters {
  return { ok: false, description };
}
