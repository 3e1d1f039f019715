/** What an event does that ends one session and does not say which. */
export enum SessionEvents {
  /** Nothing: the session's tokens expire. */
  IGNORE = 'ignore',

  /** It ends every session of the user, on other devices too. */
  USER = 'user',
}
