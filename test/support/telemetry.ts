import type { EndingOutcome } from '../../lambda/core/connections/connection';
import type { EventOutcome } from '../../lambda/core/events/sign-out-events';
import type { CognitoOperation } from '../../lambda/core/sign-out/step-durations';
import type { Telemetry } from '../../lambda/core/telemetry';
import type { RejectionReason } from '../../lambda/core/verdict/introspection';

/** Writes down what it is told, and of which requests. */
export class RecordingTelemetry implements Telemetry {
  readonly rejections: RejectionReason[] = [];
  readonly signOuts: Parameters<Telemetry['signedOut']>[0][] = [];
  readonly faults: unknown[] = [];
  readonly events: EventOutcome[] = [];
  /** Ids of the requests that opened and closed connections. */
  readonly opened: string[] = [];
  readonly closed: string[] = [];
  readonly endings: [EndingOutcome, number][] = [];
  /** Milliseconds. */
  readonly recordDurations: number[] = [];
  readonly cognitoDurations: [CognitoOperation, number][] = [];
  readonly endingDelays: number[] = [];
  readonly requestIds: string[] = [];

  rejected(reason: RejectionReason, requestId: string): void {
    this.rejections.push(reason);
    this.requestIds.push(requestId);
  }

  signedOut(result: Parameters<Telemetry['signedOut']>[0], requestId: string): void {
    this.signOuts.push(result);
    this.requestIds.push(requestId);
  }

  fault(error: unknown, requestId: string): void {
    this.faults.push(error);
    this.requestIds.push(requestId);
  }

  eventHandled(outcome: EventOutcome, requestId: string): void {
    this.events.push(outcome);
    this.requestIds.push(requestId);
  }

  connectionOpened(requestId: string): void {
    this.opened.push(requestId);
  }

  connectionClosed(requestId: string): void {
    this.closed.push(requestId);
  }

  connectionsEnding(outcome: EndingOutcome, count: number, requestId: string): void {
    this.endings.push([outcome, count]);
    this.requestIds.push(requestId);
  }

  recordTook(milliseconds: number, requestId: string): void {
    this.recordDurations.push(milliseconds);
    this.requestIds.push(requestId);
  }

  cognitoTook(operation: CognitoOperation, milliseconds: number): void {
    this.cognitoDurations.push([operation, milliseconds]);
  }

  endingDelay(milliseconds: number, requestId: string): void {
    this.endingDelays.push(milliseconds);
    this.requestIds.push(requestId);
  }
}
