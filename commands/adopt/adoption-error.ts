/** Why a client was not adopted. The codes are stable: scripts may look at the exit code, and people at the message. */
export type AdoptionErrorCode =
  /** The command line is not valid. */
  | 'invalid_options'
  /** The configured Region is not the user pool's. */
  | 'wrong_region'
  /** There are no AWS credentials, or they are no longer valid. */
  | 'no_credentials'
  /** The credentials do not allow a call. */
  | 'not_permitted'
  /** There is no such user pool, or no such client in it. */
  | 'no_such_client'
  /** Cognito could not be reached, or could not answer. */
  | 'unavailable'
  /** Cognito refused the call. */
  | 'refused'
  /** The client has a setting that this tool does not know, and would reset. */
  | 'unknown_setting'
  /** The refresh token would live shorter than the tokens that it is there to renew. */
  | 'invalid_validity'
  /** The client was changed by somebody else after it was read. */
  | 'changed_meanwhile'
  /** The client was written, and is not as it should be. */
  | 'not_as_asked'
  /** The client was written, or may have been, and could not be read again. */
  | 'not_verified';

/** The client was not adopted, or nobody knows. The message says what to do, and never holds a secret. */
export class AdoptionError extends Error {
  override readonly name = 'AdoptionError';

  /** @param code - stable, for programs; `message` is for people. */
  constructor(
    readonly code: AdoptionErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
