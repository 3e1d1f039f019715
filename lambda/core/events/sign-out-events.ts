import { SIGN_OUT_EVENTS, USER_AGENT, type SessionEvents } from '../../events';
import type { Clock } from '../clock';
import { auditAt } from '../revocation/audit';
import { assertClocksAgree } from '../revocation/cut-off';
import { lifeOfSignIns } from '../revocation/expiry';
import type { UserRevocation } from '../revocation/revocation';
import { userKeyOf } from '../revocation/revocation-key';
import type { RevocationStore } from '../revocation/revocation-store';
import { revokeUser } from '../revocation/revoke';
import type { NumericDate, UserIdentity } from '../token/claims';
import { parseCloudTrailRecord, unusable, type CloudTrailRecord } from './cloudtrail-record';

/**
 * Why an event changes nothing:
 * - `other_event`: it ends no session.
 * - `one_session`: it ends one session, and does not say which; or a page was visited, and it does not say by whom.
 * - `failed_call`: Cognito refused the call.
 * - `other_account`, `other_region`, `other_pool`: it happened elsewhere.
 * - `unattributed`: it names neither our user pool, nor a client of ours, nor a user.
 * - `own_call`: one of our functions made the call, and has recorded the sign-out with a cut-off of its own.
 */
export type IgnoredEvent =
  | 'other_event'
  | 'one_session'
  | 'failed_call'
  | 'other_account'
  | 'other_region'
  | 'other_pool'
  | 'unattributed'
  | 'own_call';

/** What an event asks for: which user's sessions end, up to when, and who ended them, or why none does. */
export type EventVerdict =
  | {
      readonly ends: true;
      readonly user: UserIdentity;
      /** When it happened. */
      readonly at: NumericDate;
      readonly cutOff: NumericDate;
      readonly actor: string;
      readonly reason: string;
    }
  | { readonly ends: false; readonly why: IgnoredEvent };

/** Whose events count. */
export interface EventScope {
  readonly accountId: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userPoolClientIds: readonly string[];
  /** The roles of our functions. */
  readonly signOutRoleArns: readonly string[];
  readonly sessionEvents: SessionEvents;
}

/**
 * What an event asks for. The cut-off is the second before the event's own: however late it comes, sign-ins after it are
 * spared, also those of the same second, such as after a password has been reset. Nobody waits for them here.
 *
 * @throws RevocationError `unusable_event` if it ends a user's sessions and does not say whose
 */
export function decideOnEvent(record: CloudTrailRecord, scope: EventScope): EventVerdict {
  const why = whyIgnored(record, scope);
  if (why !== undefined) return { ends: false, why };
  const { sub, eventName, eventTime, callerArn } = record;
  if (sub === undefined || sub === '' || sub.length > MAX_SUB_LENGTH) {
    throw unusable(`detail.additionalEventData.sub must say whose sessions ${eventName} has ended`);
  }
  return {
    ends: true,
    user: { userPoolId: scope.userPoolId, sub },
    at: eventTime,
    cutOff: eventTime - 1,
    actor: callerArn ?? sub,
    reason: `CloudTrail ${eventName}`,
  };
}

/** As long as a claim may be (claims.ts). */
const MAX_SUB_LENGTH = 256;

function whyIgnored(record: CloudTrailRecord, scope: EventScope): IgnoredEvent | undefined {
  if (record.eventSource !== 'cognito-idp.amazonaws.com' || !isSignOutEvent(record.eventName)) return 'other_event';
  if (record.hasFailed) return 'failed_call';
  if (record.accountId !== scope.accountId) return 'other_account';
  if (record.region !== scope.region) return 'other_region';
  const isOurs = isOfOurPool(record, scope);
  // A `sub` is like no other in any pool: recorded here, that of another pool's user matches no token.
  if (isOurs === undefined && record.sub === undefined) return 'unattributed';
  if (isOurs === false) return 'other_pool';
  if (isOwnCall(record, scope)) return 'own_call';
  if (SIGN_OUT_EVENTS[record.eventName] === 'session' && scope.sessionEvents === 'ignore') return 'one_session';
  // Who visits these without a cookie ends nobody's session: as a fault it would let anybody raise the alarm.
  if (isSignOutPage(record.eventName) && (record.sub ?? '') === '') return 'one_session';
  return undefined;
}

/** Managed login's pages to sign out, which anybody may visit. */
function isSignOutPage(name: keyof typeof SIGN_OUT_EVENTS): boolean {
  return name === 'Logout' || name === 'SAML2Logout_POST';
}

function isSignOutEvent(name: string): name is keyof typeof SIGN_OUT_EVENTS {
  return Object.hasOwn(SIGN_OUT_EVENTS, name);
}

/** Undefined if the record does not say. A client that is not among ours may still be of our pool: nobody knows. */
function isOfOurPool({ userPoolId, clientId }: CloudTrailRecord, scope: EventScope): boolean | undefined {
  if (userPoolId !== undefined) return userPoolId === scope.userPoolId;
  return clientId !== undefined && scope.userPoolClientIds.includes(clientId) ? true : undefined;
}

/**
 * Our functions' calls come after their own record, whose cut-off is earlier: taken for news, they would end sessions
 * that began after the sign-out was answered. Anybody may send any user agent, so it only counts for the operations
 * that we call, and all it can do there is leave a sign-out at what Cognito makes of it.
 */
function isOwnCall({ eventName, roleArn, userAgent }: CloudTrailRecord, { signOutRoleArns }: EventScope): boolean {
  if (roleArn !== undefined && signOutRoleArns.includes(roleArn)) return true;
  return CALLED_BY_US.includes(eventName) && userAgent.split(' ').includes(USER_AGENT);
}

const CALLED_BY_US: readonly string[] = [
  'AdminUserGlobalSignOut',
  'GlobalSignOut',
  'RevokeToken',
] satisfies (keyof typeof SIGN_OUT_EVENTS)[];

/** What {@link recordEvent} needs of the outside. */
export interface SignOutEventsDependencies {
  readonly revocations: RevocationStore;
  readonly clock: Clock;
  /** Seconds: see {@link lifeOfSignIns}. */
  readonly refreshTokenValidity: number;
}

/** What became of an event. */
export type EventOutcome = 'recorded' | IgnoredEvent;

/**
 * Records the sign-out that an event tells of. Events may come late, twice and in any order: a cut-off never moves
 * back, and everything that is recorded follows from the event alone. Cognito is not called.
 *
 * @param detail - CloudTrail's record
 * @throws RevocationError `unusable_event`; `clock_skew` if the event is yet to come; or if it could not be recorded
 */
export async function recordEvent(
  detail: unknown,
  scope: EventScope,
  { revocations, clock, refreshTokenValidity }: SignOutEventsDependencies,
): Promise<EventOutcome> {
  const record = parseCloudTrailRecord(detail);
  const verdict = decideOnEvent(record, scope);
  if (!verdict.ends) return verdict.why;
  const { user, at, cutOff, actor, reason } = verdict;
  assertClocksAgree(at, clock.now());
  const audit = auditAt(at * 1000, { initiatedBy: 'event', actor, reason, requestId: record.eventId });
  const expiresAt = lifeOfSignIns(cutOff, refreshTokenValidity);
  const revoke = (stored?: UserRevocation) => revokeUser(user, cutOff, expiresAt, stored);
  await revocations.update(userKeyOf(user), revoke, audit);
  return 'recorded';
}
