/** What there is to look after: found in a CloudFormation stack. */
export interface Site {
  readonly stack: string;
  readonly region: string;
  readonly userPoolId: string;
  /** As the stack's output names them. */
  readonly clientIds: readonly string[];
  /** The sign-out API, without a slash at the end. */
  readonly signOutApi: string;
  /** Undefined if none could be found. */
  readonly revocationTable: string | undefined;
  readonly connectionTable: string | undefined;
  /** Why no connection table could be found, if that is not because there is none. */
  readonly connectionTableProblem: string | undefined;
  /** Addresses of the SQS queues. */
  readonly queues: readonly string[];
}
