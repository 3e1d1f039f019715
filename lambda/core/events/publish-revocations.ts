import type { RevocationMessage } from '../revocation/revocation-message';
import type { SessionsRevoked } from '../revocation/sessions-revoked';

/** That sessions have been revoked, and of which user pool. */
export interface RevocationEvent {
  readonly detail: SessionsRevoked;
  readonly userPoolArn: string;
}

/** Tells whoever listens. */
export interface RevocationEventBus {
  /**
   * Tells events, ten at most.
   *
   * @returns those that it has not taken, and why
   * @throws RevocationError `event_bus_unavailable` if it has taken none
   */
  publish(
    events: readonly RevocationEvent[],
  ): Promise<readonly { readonly event: RevocationEvent; readonly fault: Error }[]>;
}

/** Where our functions and the user pools are. */
export interface Account {
  /** Such as `aws`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/**
 * The event that tells of a revocation. What the record holds is for the followers of the table alone.
 *
 * @param account - that of the user pool
 */
export function revocationEvent(
  message: RevocationMessage,
  { partition, region, accountId }: Account,
): RevocationEvent {
  const { record, recordedAt: _, ...detail } = message;
  const [userPoolId = ''] = record.key.split('#', 1);
  return { detail, userPoolArn: `arn:${partition}:cognito-idp:${region}:${accountId}:userpool/${userPoolId}` };
}
