import type { InactiveReason } from '../../lambda/core/introspection';
import type { Telemetry } from '../../lambda/core/ports';
import type { SignOutResult } from '../../lambda/core/sign-out';

/** Writes down what it is told. */
export class RecordingTelemetry implements Telemetry {
  readonly rejections: InactiveReason[] = [];
  readonly signOuts: SignOutResult[] = [];
  readonly faults: unknown[] = [];

  rejected(reason: InactiveReason): void {
    this.rejections.push(reason);
  }

  signedOut(result: SignOutResult): void {
    this.signOuts.push(result);
  }

  fault(error: unknown): void {
    this.faults.push(error);
  }
}
