/** Why something could not be shown or done. The codes are stable: the page goes by them. */
export type ConsoleErrorCode =
  /** The command line is not valid. */
  | 'invalid_options'
  /** No AWS Region is configured. */
  | 'no_region'
  /** There are no AWS credentials, or they are not valid any more. */
  | 'no_credentials'
  /** The credentials do not allow a call. */
  | 'not_permitted'
  /** There is no such stack. */
  | 'no_such_stack'
  /** The stack does not say where its pool or its API is. */
  | 'incomplete_stack'
  /** The port can't be had. */
  | 'no_port'
  /** What the page asked is not valid, or what the API refused. */
  | 'invalid_request'
  /** The stack keeps no sessions. */
  | 'no_sessions'
  /** The stack keeps no open connections. */
  | 'no_connections'
  /** What was there is not there any more. */
  | 'gone'
  /** What answered is not the sign-out API. */
  | 'not_the_api'
  /** AWS could not answer in time, or not at all. */
  | 'unavailable'
  /** Nobody knows whether the sign-out was recorded. */
  | 'unknown_outcome';

/** Something could not be shown or done. The message says what to do, and never holds a secret. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';

  /** @param code - stable, for programs; `message` is for people. */
  constructor(
    readonly code: ConsoleErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
