/** Why what an administrator asked for was not done, or nobody knows. The codes are stable: scripts may look at the exit code. */
export type AdminErrorCode =
  /** The command line, or the environment, is not valid. */
  | 'invalid_options'
  /** The configured Region is not the API's, or none is. */
  | 'wrong_region'
  /** There are no AWS credentials, or they are not valid. */
  | 'no_credentials'
  /** The credentials do not allow a call. */
  | 'not_permitted'
  /** The stack that should name the API's address is not there, or does not. */
  | 'no_such_stack'
  /** The confirmation was not given. */
  | 'not_confirmed'
  /** Cognito does not know the username. */
  | 'unknown_user'
  /** The API does not have what it takes. */
  | 'not_switched_on'
  /** The API refused the request. */
  | 'refused'
  /** The API could not be reached, or could not answer. */
  | 'unavailable'
  /** What answered is not the sign-out API. */
  | 'not_the_api';

/** What was asked for was not done, or nobody knows. The message says what to do, and never holds a secret. */
export class AdminError extends Error {
  override readonly name = 'AdminError';

  /** @param code - stable, for programs; `message` is for people. */
  constructor(
    readonly code: AdminErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
