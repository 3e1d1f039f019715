/** A user of the pool, as an administrator names one: the members of a request's body. */
export type NamedUser = { readonly username: string } | { readonly sub: string };

/** How the API wants them. */
export const USER_FORMATS = {
  username: { pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u, allowed: '1 to 128 characters and no spaces' },
  sub: { pattern: /^[\w+-]{1,128}$/, allowed: 'an id such as 5e0c1f6a-8d3b-4c55-9a0e-2f6b7d1c3e4f' },
} as const;

/** Which user, for people. */
export function describeUser(user: NamedUser): string {
  return 'username' in user ? `the user ${JSON.stringify(user.username)}` : `the user with the sub ${user.sub}`;
}
