import { parseAdminUser, type AdminUser } from '../sign-out/admin-user';
import type { UserPool } from '../sign-out/user-pool';
import { listSessions, type SessionList, type SessionListDependencies } from './list-sessions';
import { parsePage, type ParsedPage } from './session-parameters';
import { withActivity, type TrackedSessions } from './tracked-sessions';

/** Whose sessions an administrator asks for, and which part of them; or what is wrong with that. */
export type ParsedAdminSessions =
  | { readonly ok: true; readonly user: AdminUser; readonly page: Extract<ParsedPage, { readonly ok: true }> }
  | { readonly ok: false; readonly description: string };

const MEMBERS = ['username', 'sub', 'limit', 'nextToken'];

/** Reads exactly one of `{"username"}` and `{"sub"}`, with `{"limit"?, "nextToken"?}`. The description repeats no value. */
export function parseAdminSessions(value: unknown): ParsedAdminSessions {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid('the body must be a JSON object');
  }
  const members = value as Readonly<Record<string, unknown>>;
  if (Object.keys(members).some((name) => !MEMBERS.includes(name))) {
    return invalid(`unknown member; allowed are: ${MEMBERS.join(', ')}`);
  }
  if ('username' in members === 'sub' in members) {
    return invalid('exactly one of these must be given: username, sub');
  }
  const user = parseAdminUser(members);
  if (typeof user === 'string') return invalid(user);
  const page = parsePage(members['limit'], members['nextToken']);
  return page.ok ? { ok: true, user, page } : page;
}

/** What listing needs of the outside, for administrators. */
export interface AdminSessionsDependencies extends SessionListDependencies {
  readonly userPool: Pick<UserPool, 'findUser'>;
  readonly userPoolId: string;
  /** Asks Cognito what it knows of sessions, where the pool tracks them. */
  readonly tracked?: TrackedSessions | undefined;
}

/** A user's sessions, as an administrator sees them. */
export type AdminSessionsResult =
  | { readonly outcome: 'listed'; readonly list: SessionList }
  | { readonly outcome: 'unknown_user' }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/**
 * Lists the registered sessions of any user that are alive. One who is no longer in the pool can be named by `sub`.
 *
 * @throws RevocationError if the user could not be looked up, or the list not be read
 */
export async function adminSessions(
  parsed: ParsedAdminSessions,
  dependencies: AdminSessionsDependencies,
): Promise<AdminSessionsResult> {
  if (!parsed.ok) return { outcome: 'invalid_request', description: parsed.description };
  const { user, page } = parsed;
  const sub = 'sub' in user ? user.sub : (await dependencies.userPool.findUser(user.username))?.sub;
  if (sub === undefined) return { outcome: 'unknown_user' };
  const registered = await listSessions({ userPoolId: dependencies.userPoolId, sub }, page, dependencies);
  // Cognito takes the `sub` of a local user for its name.
  const list = await withActivity(registered, 'sub' in user ? sub : user.username, dependencies.tracked);
  return { outcome: 'listed', list };
}

function invalid(description: string): ParsedAdminSessions {
  return { ok: false, description };
}
