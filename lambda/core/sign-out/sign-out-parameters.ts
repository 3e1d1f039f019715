/** Which sessions a sign-out ends: the caller's, all of the user's but the caller's, or all of the user's. */
export type SignOutScope = 'local' | 'others' | 'global';

/** What a caller asks for. */
export interface SignOutParameters {
  readonly scope: SignOutScope;
  /** The session's refresh token, to be revoked at Cognito as well. With `local` only. */
  readonly refreshToken: string | undefined;
}

/** Parameters, or what is wrong with them. */
export type ParsedParameters =
  { readonly ok: true; readonly parameters: SignOutParameters } | { readonly ok: false; readonly description: string };

const SCOPES: readonly string[] = ['local', 'others', 'global'] satisfies SignOutScope[];
const MEMBERS = ['scope', 'refreshToken'];
/** What Cognito takes as a token (API_RevokeToken, `Token`). */
const TOKEN = /^[A-Za-z0-9\-_=.]+$/;

/** Reads `{"scope"?, "refreshToken"?}`. The description names the member and what is allowed, and repeats no value. */
export function parseSignOutParameters(value: unknown): ParsedParameters {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid('the body must be a JSON object');
  }
  const unknown = Object.keys(value).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0) return invalid(`unknown member; allowed are: ${MEMBERS.join(', ')}`);
  const { scope = 'local', refreshToken } = value as Record<string, unknown>;
  if (!isScope(scope)) return invalid(`scope must be one of: ${SCOPES.join(', ')}`);
  if (refreshToken === undefined) return { ok: true, parameters: { scope, refreshToken } };
  if (typeof refreshToken !== 'string' || !TOKEN.test(refreshToken)) {
    return invalid('refreshToken must be a refresh token as Cognito issued it');
  }
  if (scope !== 'local') return invalid('refreshToken goes with the scope local only');
  return { ok: true, parameters: { scope, refreshToken } };
}

function isScope(value: unknown): value is SignOutScope {
  return typeof value === 'string' && SCOPES.includes(value);
}

function invalid(description: string): ParsedParameters {
  return { ok: false, description };
}
