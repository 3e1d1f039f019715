/** What a Cognito token is for: its claim `token_use`. */
export enum TokenUse {
  /** For authorization: it bears the scopes. */
  ACCESS = 'access',

  /** Tells who the user is. */
  ID = 'id',
}

/**
 * The uses that are accepted: those that are given, or both.
 *
 * @throws Error if none is given
 */
export function acceptedUses(given: readonly TokenUse[] = TOKEN_USES): readonly TokenUse[] {
  if (given.length > 0) return given;
  throw new Error(`acceptedTokenUse: got none; allowed: one or both of ${TOKEN_USES.join(', ')}`);
}

const TOKEN_USES = Object.values(TokenUse);
