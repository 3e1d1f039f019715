import type { Clock } from '../clock';
import { auditAt, type Audit } from '../revocation/audit';
import { cutOffAt } from '../revocation/cut-off';
import { recordSession, type EndingSession } from '../revocation/record-session';
import { clientKeyOf, poolKeyOf } from '../revocation/revocation-key';
import type { RevocationStore } from '../revocation/revocation-store';
import type { NumericDate, UserIdentity } from '../token/claims';
import type { AdminSignOutTarget, ParsedAdminParameters } from './admin-sign-out-parameters';
import type { UnfinishedStep } from './sign-out';
import type { UserPool } from './user-pool';
import { signOutUser } from './user-sign-out';
import { signOutAll } from './wide-sign-out';

/** What an administrator's sign-out came to. */
export type AdminSignOutResult =
  | {
      readonly outcome: 'complete' | 'partial';
      readonly scope: AdminSignOutTarget['scope'];
      /** The cut-off: sign-ins up to it are revoked. Of one session, the time of the sign-out. */
      readonly signedOutAt: NumericDate;
      /**
       * Cognito still accepts the user's refresh tokens, or that of the one session. The revocation stands: what they bring forth is
       * rejected.
       */
      readonly unfinished: readonly UnfinishedStep[];
    }
  | { readonly outcome: 'unknown_user' }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/** What {@link adminSignOut} needs of the outside. */
export interface AdminSignOutDependencies {
  readonly revocations: RevocationStore;
  readonly userPool: UserPool;
  readonly clock: Clock;
  readonly userPoolId: string;
  /** The app clients whose tokens are accepted. */
  readonly userPoolClientIds: readonly string[];
  /** Seconds: see {@link UserSignOutDependencies}. */
  readonly refreshTokenValidity: number;
}

/** A request of an administrator, whom IAM has let through. */
export interface AdminSignOutRequest {
  readonly parsed: ParsedAdminParameters;
  /** ARN of the administrator, for audit. */
  readonly actor: string;
  /** For audit. */
  readonly requestId: string;
}

/**
 * Ends all sessions of a user, of an app client or of the whole pool that began up to now; or one session of a user.
 * When it resolves with `complete` or `partial`, their tokens are rejected, and every sign-in from now on is accepted.
 *
 * A user may be named by a `sub` that is no longer in the pool: its tokens may live. A username that Cognito does not
 * know names nobody: nothing can be recorded.
 *
 * @throws RevocationError if it could not be recorded, or the user not be looked up; the caller should try again
 */
export async function adminSignOut(
  { parsed, actor, requestId }: AdminSignOutRequest,
  dependencies: AdminSignOutDependencies,
): Promise<AdminSignOutResult> {
  if (!parsed.ok) return { outcome: 'invalid_request', description: parsed.description };
  const { clock, userPoolId, userPool } = dependencies;
  const { target, reason } = parsed.parameters;
  const audit = auditAt(clock.now(), { initiatedBy: 'admin', actor, reason, requestId });
  switch (target.scope) {
    case 'user': {
      if ('sub' in target) {
        return endUser(target.sub, () => userPool.globalSignOutBySub(target.sub), audit, dependencies);
      }
      const user = await userPool.findUser(target.username);
      if (user === undefined) return { outcome: 'unknown_user' };
      return endUser(user.sub, () => userPool.globalSignOut(user), audit, dependencies);
    }
    case 'session': {
      // Its record is found by the session alone; whose it is, the administrator says.
      const user = 'sub' in target ? target : await userPool.findUser(target.username);
      if (user === undefined) return { outcome: 'unknown_user' };
      const session = sessionNamed(target.sessionId, { userPoolId, sub: user.sub }, audit);
      await recordSession(session, audit, dependencies);
      return { outcome: 'partial', scope: 'session', signedOutAt: audit.revokedAt, unfinished: ['refresh_token'] };
    }
    case 'client': {
      const { clientId } = target;
      if (!dependencies.userPoolClientIds.includes(clientId)) {
        return { outcome: 'invalid_request', description: 'clientId must be an app client whose tokens are accepted' };
      }
      const signedOutAt = await signOutAll(
        { kind: 'client', key: clientKeyOf({ userPoolId, clientId }) },
        audit,
        dependencies,
      );
      return { outcome: 'complete', scope: 'client', signedOutAt, unfinished: [] };
    }
    case 'userPool': {
      const signedOutAt = await signOutAll({ kind: 'pool', key: poolKeyOf({ userPoolId }) }, audit, dependencies);
      return { outcome: 'complete', scope: 'userPool', signedOutAt, unfinished: [] };
    }
  }
}

/**
 * Nothing is known of it but its id. Its refresh token may be as young as now; and since it may have begun whenever, a record that
 * is there, of whichever of its tokens, is good enough, and goes on saying who ended it.
 */
function sessionNamed(id: string, user: UserIdentity, { revokedAt }: Audit): EndingSession {
  return { ...user, session: { kind: 'session', id }, signedInAt: 0, issuedAt: revokedAt };
}

async function endUser(
  sub: string,
  endAtCognito: () => Promise<boolean>,
  audit: Audit,
  dependencies: AdminSignOutDependencies,
): Promise<AdminSignOutResult> {
  const user = { userPoolId: dependencies.userPoolId, sub };
  const cutOff = cutOffAt(dependencies.clock.now());
  const { signedOutAt, atCognito } = await signOutUser(user, cutOff, audit, endAtCognito, dependencies);
  return atCognito
    ? { outcome: 'complete', scope: 'user', signedOutAt, unfinished: [] }
    : { outcome: 'partial', scope: 'user', signedOutAt, unfinished: ['cognito_global_sign_out'] };
}
