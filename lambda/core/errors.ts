/** Why a request could not be decided or carried out. The codes are stable: alarms and runbooks use them. */
export type FaultCode =
  /** The revocation table could not be read or written. */
  | 'revocation_store_unavailable'
  /** An item of the revocation table is not of the shape that this version writes. */
  | 'revocation_store_corrupt'
  /** The user pool's signing keys could not be fetched. */
  | 'signing_keys_unavailable'
  /** A token names a key that is not known, and the keys were asked for too recently to ask again: it may be new, or forged. */
  | 'signing_key_unknown'
  /** The signing keys of an identity provider that asks for sign-outs could not be fetched. */
  | 'provider_keys_unavailable'
  /** Cognito could not be asked for what must be known first: a user, a client, whose a refresh token is. */
  | 'user_pool_unavailable'
  /** The registry of open connections could not be read or written. */
  | 'connection_registry_unavailable'
  /** An item of the registry, or a message about a connection, is not of the shape that this version writes. */
  | 'connection_registry_corrupt'
  /** The registry of sessions could not be read or written. */
  | 'session_registry_unavailable'
  /** An item of that registry is not of the shape that this version writes. */
  | 'session_registry_corrupt'
  /** API Gateway could not be asked to end a connection, or the queue could not take it in for later. */
  | 'connection_not_ended'
  /** API Gateway could not be asked to send a message to a connection. */
  | 'connection_unreachable'
  /** This function's clock and Cognito's are further apart than a sign-out can bridge. */
  | 'clock_skew'
  /** An event ends sessions of the user pool, but does not say whose or when. */
  | 'unusable_event'
  /** A revocation could not be handed on to somebody who follows the table. */
  | 'follower_unavailable'
  /** A message that a function of ours is handed is not of the shape that this version writes. */
  | 'unusable_message'
  /** Revocations could not be told on the event bus. */
  | 'event_bus_unavailable'
  /** Live AppSync subscriptions could not be ended, or not be put down to be ended once more. */
  | 'subscriptions_unavailable'
  /** A service that verifies tokens by itself could not get credentials for the table. */
  | 'credentials_unavailable'
  /** An environment variable is missing, empty or malformed. */
  | 'invalid_configuration';

/**
 * A fault: we cannot know, so nothing is accepted and nothing is reported as revoked.
 * Expected outcomes (a bad token, a bad request) are values, never errors.
 */
export class RevocationError extends Error {
  override readonly name = 'RevocationError';

  /** @param code - stable, for programs; `message` is for people and never holds a token. */
  constructor(
    readonly code: FaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
