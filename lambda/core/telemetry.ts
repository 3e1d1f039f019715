import type { EndingLog } from './connections/end-connections';
import type { EventOutcome } from './events/sign-out-events';
import type { EndSessionResult } from './sessions/own-sessions';
import type { AdminSignOutResult } from './sign-out/admin-sign-out';
import type { ProxiedSignOut } from './sign-out/cognito-proxy';
import type { BackchannelLogoutResult } from './sign-out/identity-provider/backchannel-logout';
import type { GlobalTokenRevocationResult } from './sign-out/identity-provider/global-token-revocation';
import type { LogoutResult } from './sign-out/logout';
import type { SignOutResult } from './sign-out/sign-out';
import type { StepLog } from './sign-out/step-durations';
import type { TokenRevocationResult } from './sign-out/token-revocation';
import type { RejectionReason } from './verdict/introspection';

/** What there is to tell of decisions. A request is named by `requestId`. */
export interface DecisionTelemetry {
  /** An authorizer has rejected a token. */
  rejected(reason: RejectionReason, requestId: string): void;
  /** A request could not be decided on or carried out. */
  fault(error: unknown, requestId: string): void;
}

/** Tells operators what happened to a request, which `requestId` names. Never receives a token. */
export interface Telemetry extends DecisionTelemetry, EndingLog, StepLog {
  /** A request to sign out has been answered. */
  signedOut(
    result:
      | SignOutResult
      | AdminSignOutResult
      | EndSessionResult
      | TokenRevocationResult
      | ProxiedSignOut
      | LogoutResult
      | GlobalTokenRevocationResult
      | BackchannelLogoutResult,
    requestId: string,
  ): void;
  /** An event of Cognito's has been looked at. */
  eventHandled(outcome: EventOutcome, requestId: string): void;
  /** A WebSocket connection has been let in and registered. */
  connectionOpened(requestId: string): void;
  /** A WebSocket connection has closed, for whatever reason. */
  connectionClosed(requestId: string): void;
}
