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
   * Asked `afresh`, it goes by what is known of the secret since the last seconds only.
   *
   * @throws RevocationError `user_pool_unavailable`
   */
  authenticate(client: OAuthClient, options?: { readonly afresh?: boolean }): Promise<boolean>;
}
