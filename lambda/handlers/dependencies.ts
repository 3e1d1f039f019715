import type { APIGatewayProxyStructuredResultV2, DynamoDBStreamEvent } from 'aws-lambda';

import type { AdminSignOutDependencies } from '../core/sign-out/admin-sign-out';
import type { CognitoProxyDependencies } from '../core/sign-out/cognito-proxy';
import type { IntrospectionDependencies } from '../core/verdict/introspection';
import type { AdmissionDependencies, EndingDependencies } from '../core/connections/live-connections';
import type {
  ConnectionGateway,
  ConnectionRegistry,
  LateSubscriptions,
  LiveSubscriptions,
  Telemetry,
} from '../core/ports';
import type { Revocation } from '../core/revocation/revocation';
import type { SignOutDependencies } from '../core/sign-out/sign-out';
import type { TokenRevocationDependencies } from '../core/sign-out/token-revocation';
import type { EventScope, SignOutEventsDependencies } from '../core/events/sign-out-events';

/** What an authorizer needs. */
export interface AuthorizerDependencies extends IntrospectionDependencies {
  readonly telemetry: Telemetry;
}

/** What a function that signs out needs. */
export interface SignOutHandlerDependencies extends SignOutDependencies {
  readonly telemetry: Telemetry;
}

/** What administrators' sign-outs need. */
export interface AdminSignOutHandlerDependencies extends AdminSignOutDependencies {
  readonly telemetry: Telemetry;
}

/** What token revocation needs. */
export interface TokenRevocationHandlerDependencies extends TokenRevocationDependencies {
  readonly telemetry: Telemetry;
  /** The app clients that may ask. */
  readonly userPoolClientIds: readonly string[];
}

/** A request in Cognito's JSON protocol. */
export interface CognitoRequest {
  /** As they came; those that Cognito needs are passed on. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came. */
  readonly body: Uint8Array;
}

/** What the proxy in front of Cognito needs. */
export interface CognitoProxyHandlerDependencies extends CognitoProxyDependencies {
  readonly telemetry: Telemetry;
  /** Asks Cognito, unsigned. Throws RevocationError `user_pool_unavailable` if it does not answer. */
  readonly forward: (request: CognitoRequest) => Promise<APIGatewayProxyStructuredResultV2>;
}
/** What the function that takes in events needs. */
export interface SignOutEventsHandlerDependencies extends SignOutEventsDependencies {
  /** Whose events count; the account and the Region are the function's own. */
  readonly scope: Omit<EventScope, 'accountId' | 'region'>;
  readonly telemetry: Telemetry;
}

/** What the function that ends what is to be ended once more needs. */
export interface EndLateSubscriptionsHandlerDependencies {
  readonly subscriptions: LiveSubscriptions;
  readonly telemetry: Telemetry;
}

/** What the function that ends subscriptions needs. */
export interface EndSubscriptionsHandlerDependencies extends EndLateSubscriptionsHandlerDependencies {
  readonly late: LateSubscriptions;
  /** Reads a batch of the table's stream. Throws RevocationError `revocation_store_corrupt`. */
  readonly revocationsIn: (
    event: DynamoDBStreamEvent,
  ) => readonly { readonly sequenceNumber: string; readonly revocation: Revocation }[];
}

/** What the authorizer of WebSocket APIs needs. */
export interface WebSocketAuthorizerDependencies extends AuthorizerDependencies {
  /** Whether the token may stand in the query string. */
  readonly allowQueryToken: boolean;
}

/** What the function behind `$connect` needs. */
export interface ConnectDependencies extends AdmissionDependencies {
  readonly telemetry: Telemetry;
}

/** What the function behind `$disconnect` needs. */
export interface DisconnectDependencies {
  readonly registry: ConnectionRegistry;
  readonly telemetry: Telemetry;
}

/** What the function that sends frames back needs. */
export interface EchoDependencies {
  readonly gateway: ConnectionGateway;
  readonly telemetry: Telemetry;
}

/** What the function that the revocation table's stream is sent to needs. */
export interface EndConnectionsDependencies extends EndingDependencies {
  /** Throws RevocationError `revocation_store_corrupt`. */
  readonly revocationsIn: (event: DynamoDBStreamEvent) => readonly { readonly revocation: Revocation }[];
}
