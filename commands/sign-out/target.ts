import { describeUser, type NamedUser } from '../shared/admin/user';

/** Whose sessions are ended: the body of `POST /admin/sign-out`, but for the reason. */
export type Target = NamedUser | { readonly clientId: string } | { readonly userPool: true };

/** Whose sessions are ended, for people. */
export function describeTarget(target: Target): string {
  if ('clientId' in target) return `everybody who signed in with the app client ${target.clientId}`;
  return 'userPool' in target ? 'everybody in the user pool' : describeUser(target);
}

/** What has to be typed before it is done; undefined for a single user, whom nobody is asked about. */
export function confirmationOf(target: Target): string | undefined {
  if ('clientId' in target) return target.clientId;
  return 'userPool' in target ? 'everybody' : undefined;
}
