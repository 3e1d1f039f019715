/** Where users sign in and out in a browser. */
export interface ManagedLogin {
  /** Address of the pool's domain, without a slash at the end. */
  readonly baseUrl: string;
  /** Where a browser is sent to after it has signed out: one of the client's allowed sign-out URLs. */
  readonly logoutUri: string;
}

/**
 * The address that ends a browser's managed-login cookie, with which it could sign in again without a password. Only the
 * browser itself can end it, by going there.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export function logoutUrlOf({ baseUrl, logoutUri }: ManagedLogin, clientId: string): string {
  return `${baseUrl}/logout?client_id=${encodeURIComponent(clientId)}&logout_uri=${encodeURIComponent(logoutUri)}`;
}
