/** How an administrator names a user: as Cognito takes it, by a username or an alias; or by `sub`. */
export type AdminUser = { readonly username: string } | { readonly sub: string };

/** What Cognito takes as a username (API_AdminGetUser, `Username`). */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
/** A `sub` is a UUID; that of a machine is its client's id. */
const SUB = /^[\w+-]{1,128}$/;

/** The user that exactly one of two members names, or what is wrong with it. Repeats no value. */
export function parseAdminUser({ username, sub }: Readonly<Record<string, unknown>>): AdminUser | string {
  if (username !== undefined) {
    return matches(username, USERNAME)
      ? { username }
      : 'username must be a username or an alias, of 1 to 128 characters and no spaces';
  }
  return matches(sub, SUB) ? { sub } : 'sub must be a user id (claim sub)';
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}
