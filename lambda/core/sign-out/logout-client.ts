/** What an app client says of signing out in a browser. */
export interface LogoutClient {
  /** Where a browser may be sent to after it has signed out, each to the character. */
  readonly logoutUrls: readonly string[];
  /** Whether its users sign in at managed login, if the pool has that, and so may have a cookie there. */
  readonly usesManagedLogin: boolean;
}

/** Knows the accepted app clients. */
export interface LogoutClients {
  /**
   * What a client says; what has changed is known within a minute. A client that is no more has no sign-out URLs.
   *
   * @param clientId - one of the accepted clients
   * @throws RevocationError `user_pool_unavailable`
   */
  find(clientId: string): Promise<LogoutClient>;
}
