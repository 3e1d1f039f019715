import { partsOf } from '../revocation/revocation-key';
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

/** What a message holds besides an event's detail. */
const FOR_FOLLOWERS: readonly string[] = ['record', 'recordedAt'] satisfies (keyof RevocationMessage)[];

/**
 * The event that tells of a revocation. What the record holds is for the followers of the table alone.
 *
 * @param message - as it was handed on
 * @param account - that of the user pool
 */
export function revocationEvent(message: RevocationMessage, account: Account): RevocationEvent {
  const { partition, region, accountId } = account;
  const { userPoolId } = partsOf(message.record.key);
  const told = Object.entries(message).filter(([name]) => !FOR_FOLLOWERS.includes(name));
  const detail = Object.fromEntries(told) as unknown as SessionsRevoked;
  return { detail, userPoolArn: `arn:${partition}:cognito-idp:${region}:${accountId}:userpool/${userPoolId}` };
}
