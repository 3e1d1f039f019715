/*
 * The names of metrics, which the functions write and the constructs show and alarm on: a part of the contract (contract.ts). Imports
 * nothing.
 */

/**
 * CloudWatch metrics, written as embedded metric format by the functions. Each is there by the dimension {@link DEPLOYMENT} alone,
 * and by it and one more that the metric names; the first five also by that one alone, over all deployments. Unit: count, but where
 * it says milliseconds.
 */
export enum METRIC {
  namespace = 'CognitoSignOut',
  /** Tokens that an authorizer rejected, by dimension `Reason`. */
  rejections = 'Rejections',
  /**
   * Requests that could not be decided or carried out, by dimension `Code`. What anybody can bring about (the code
   * `signing_key_unknown`) is not in the sum by the deployment alone.
   */
  faults = 'Faults',
  /** Sign-outs that were answered, by dimension `Outcome`. */
  signOuts = 'SignOuts',
  /** Cognito's events in CloudTrail that were looked at, by dimension `Outcome`. */
  events = 'Events',
  /** Open connections that were to end, by dimension `Outcome`. */
  connections = 'Connections',
  /** WebSocket connections that were let in and registered, by no further dimension. */
  connectionsOpened = 'ConnectionsOpened',
  /** WebSocket connections that API Gateway said had closed, for whatever reason, by no further dimension. */
  connectionsClosed = 'ConnectionsClosed',
  /** Tokens that claim a key which did not sign them, or which nobody has seen, by no further dimension. */
  forgedTokens = 'ForgedTokens',
  /** Sign-outs of a whole user that were recorded, and that Cognito did not carry out, by no further dimension. */
  unfinishedGlobalSignOuts = 'UnfinishedGlobalSignOuts',
  /** Milliseconds that recording a revocation took, by no further dimension. */
  recordDuration = 'RecordDuration',
  /** Milliseconds that a call to Cognito took which is part of a sign-out, by dimension `Operation`. */
  cognitoDuration = 'CognitoDuration',
  /** Milliseconds from a revocation's record to the end of open connections, by no further dimension. */
  endingDelay = 'EndingDelay',
}

/** The dimension that tells deployments apart. */
export const DEPLOYMENT = 'Deployment';
