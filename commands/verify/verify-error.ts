/** Why nothing could be verified. The codes are stable: they are in the JSON report. */
export type VerifyErrorCode =
  /** The command line, or the environment, is not valid. */
  | 'invalid_options'
  /** No AWS Region is configured. */
  | 'no_region'
  /** There are no AWS credentials, or they are not valid. */
  | 'no_credentials'
  /** The credentials do not allow a call. */
  | 'not_permitted'
  /** There is no such CloudFormation stack. */
  | 'no_such_stack'
  /** The stack does not name what is to be verified. */
  | 'incomplete_stack'
  /** The stack was made with another version of the package, or does not say with which. */
  | 'another_version'
  /** There is no such user pool or app client. */
  | 'no_such_client'
  /** Users of the pool cannot be made, or not without a second factor. */
  | 'unusable_pool'
  /** Users cannot sign in by the app client without a browser. */
  | 'unusable_client'
  /** Cognito refused a call. */
  | 'refused'
  /** AWS could not be reached, or could not answer. */
  | 'unavailable'
  /** Somebody has ended the run. */
  | 'interrupted';

/** Nothing could be verified, or not all of it. The message says what to do, and never holds a token or a password. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';

  /** @param code - stable, for programs; `message` is for people. */
  constructor(
    readonly code: VerifyErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
