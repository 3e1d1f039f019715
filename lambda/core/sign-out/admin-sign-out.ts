import type { AdminSignOutTarget, ParsedAdminParameters } from './admin-sign-out-parameters';
import type { NumericDate } from '../token/claims';
import { answerTimeOf, cutOffAt } from '../revocation/cut-off';
import type { Clock, RevocationStore, UserPool } from '../ports';
import { recordDetails, type RecordDetails } from '../revocation/record-details';
import { revokeAll, type WideRevocation } from '../revocation/revocation';
import { clientKeyOf, poolKeyOf } from '../revocation/revocation-key';
import { MAX_WIDE_CUT_OFF_AGE } from '../verdict/revocation-lookup';
import { signOutUser } from './user-sign-out';

/** What an administrator's sign-out came to. */
export type AdminSignOutResult =
  | {
      readonly outcome: 'complete' | 'partial';
      readonly scope: AdminSignOutTarget['scope'];
      /** The cut-off: sign-ins up to it are revoked. */
      readonly signedOutAt: NumericDate;
      /** Cognito still accepts the user's refresh tokens. The revocation stands: what they bring forth is rejected. */
      readonly unfinished: readonly 'cognito_global_sign_out'[];
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
  /** Seconds: see {@link recordDetails}. */
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
 * Ends all sessions of a user, of an app client or of the whole pool that began up to now.
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
  const { clock, userPoolId, refreshTokenValidity, userPool } = dependencies;
  const { target, reason } = parsed.parameters;
  const record = recordDetails(clock.now(), refreshTokenValidity, { actor, reason, requestId });
  switch (target.scope) {
    case 'user': {
      if ('sub' in target) {
        return endUser(target.sub, () => userPool.globalSignOutBySub(target.sub), record, dependencies);
      }
      const user = await userPool.findUser(target.username);
      if (user === undefined) return { outcome: 'unknown_user' };
      return endUser(user.sub, () => userPool.globalSignOut(user.username), record, dependencies);
    }
    case 'client': {
      const { clientId } = target;
      if (!dependencies.userPoolClientIds.includes(clientId)) {
        return { outcome: 'invalid_request', description: 'clientId must be an app client whose tokens are accepted' };
      }
      const signedOutAt = await endAll(
        { kind: 'client', key: clientKeyOf({ userPoolId, clientId }) },
        record,
        dependencies,
      );
      return { outcome: 'complete', scope: 'client', signedOutAt, unfinished: [] };
    }
    case 'userPool': {
      const signedOutAt = await endAll({ kind: 'pool', key: poolKeyOf({ userPoolId }) }, record, dependencies);
      return { outcome: 'complete', scope: 'userPool', signedOutAt, unfinished: [] };
    }
  }
}

async function endUser(
  sub: string,
  endAtCognito: () => Promise<boolean>,
  record: RecordDetails,
  dependencies: AdminSignOutDependencies,
): Promise<AdminSignOutResult> {
  const user = { userPoolId: dependencies.userPoolId, sub };
  const cutOff = cutOffAt(dependencies.clock.now());
  const { signedOutAt, atCognito } = await signOutUser(user, cutOff, record, endAtCognito, dependencies);
  return atCognito
    ? { outcome: 'complete', scope: 'user', signedOutAt, unfinished: [] }
    : { outcome: 'partial', scope: 'user', signedOutAt, unfinished: ['cognito_global_sign_out'] };
}

/** Milliseconds. Clocks run at slightly different speeds. */
const MARGIN = 100;

/** Resolves with the cut-off, when every process has read it: none goes by what it read before it was written. */
async function endAll(
  target: Pick<WideRevocation, 'kind' | 'key'>,
  { expiresAt, audit }: RecordDetails,
  { revocations, clock }: AdminSignOutDependencies,
): Promise<NumericDate> {
  const cutOff = cutOffAt(clock.now());
  const revoke = (stored?: WideRevocation) => revokeAll(target, cutOff, expiresAt, stored);
  const stored = await revocations.update(target.key, revoke, audit);
  const writtenAt = clock.steady();
  const signedOutAt = stored?.tokensValidAfter ?? cutOff;
  await clock.waitUntil(answerTimeOf(signedOutAt, clock.now()));
  // By the clock that nobody sets: the other may be set forward meanwhile.
  const remaining = () => writtenAt + MAX_WIDE_CUT_OFF_AGE + MARGIN - clock.steady();
  while (remaining() > 0) await clock.waitUntil(clock.now() + remaining());
  return signedOutAt;
}
