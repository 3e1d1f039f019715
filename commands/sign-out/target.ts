/** Whose sessions are ended: the body of `POST /admin/sign-out`, but for the reason. */
export type Target =
  | { readonly username: string }
  | { readonly sub: string }
  | { readonly clientId: string }
  | { readonly userPool: true };

/** Whose sessions are ended, for people. */
export function describeTarget(target: Target): string {
  if ('username' in target) return `the user ${JSON.stringify(target.username)}`;
  if ('sub' in target) return `the user with the sub ${target.sub}`;
  if ('clientId' in target) return `everybody who signed in with the app client ${target.clientId}`;
  return 'everybody in the user pool';
}

/** What has to be typed before it is done; undefined for a single user, whom nobody is asked about. */
export function confirmationOf(target: Target): string | undefined {
  if ('clientId' in target) return target.clientId;
  return 'userPool' in target ? 'everybody' : undefined;
}
