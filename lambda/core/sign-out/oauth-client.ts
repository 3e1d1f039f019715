/** An app client, as it presents itself. */
export interface OAuthClient {
  readonly clientId: string;
  /** Of a confidential client. */
  readonly clientSecret?: string;
}

/** Knows the secrets of app clients. */
export interface ClientAuthenticator {
  /**
   * Whether this is an accepted app client, and presents its secret if it has one.
   *
   * @throws RevocationError `user_pool_unavailable`
   */
  authenticate(client: OAuthClient): Promise<boolean>;
}
