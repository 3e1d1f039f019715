/** What a Cognito token is for: its claim `token_use`. */
export enum TokenUse {
  /** For authorization: it bears the scopes. */
  ACCESS = 'access',

  /** Tells who the user is. */
  ID = 'id',
}
