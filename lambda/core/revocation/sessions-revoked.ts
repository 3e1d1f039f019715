import type { NumericDate } from '../token/claims';
import type { Audit, Initiator } from './audit';
import type { Revocation, UserRevocation } from './revocation';
import { partsOf } from './revocation-key';

/** Whose sessions have ended, in the format `iss_sub` of RFC 9493. */
export interface Subject {
  readonly format: 'iss_sub';
  /** The user pool's own issuer. */
  readonly iss: string;
  readonly sub: string;
}

/** Which sessions have ended: one, those of a single token, a user's, a user's but for one, those of a client, of the pool. */
export type RevokedScope = (typeof REVOKED_SCOPES)[number];

/** Every {@link RevokedScope}. */
export const REVOKED_SCOPES = ['session', 'token', 'user', 'others', 'client', 'userPool'] as const;

/**
 * That sessions have been revoked, as it is told: the detail of an event, whose members only grow within a version. It holds
 * ids, times and what was given as a reason, and nothing that lets anybody in. docs/events.schema.json describes it.
 *
 * @see https://openid.net/specs/openid-caep-1_0-final.html
 */
export interface SessionsRevoked {
  readonly version: 1;
  /** The same however often it is told. */
  readonly id: string;
  /** Undefined of a client and of the pool, and of a session of which nobody said whose it is. */
  readonly subject?: Subject;
  readonly scope: RevokedScope;
  /** Of the scope `session` its `origin_jti`, of `token` the `jti`. */
  readonly sessionId?: string;
  /** Of the scope `others`: the session that goes on. */
  readonly exemptSessionId?: string;
  /** Of the scope `client`; and of a session or a token, where somebody said it. */
  readonly clientId?: string;
  /** Sessions whose sign-in began up to then have ended. Undefined of a session and of a token, which have ended whole. */
  readonly signedInUpTo?: NumericDate;
  /** When it was asked for. */
  readonly revokedAt: NumericDate;
  readonly initiatedBy: Initiator;
  readonly actor: string;
  readonly reason: string;
  readonly requestId: string;
}

/** What is told, but for the id and the version: both are of the telling. */
export type Told = Omit<SessionsRevoked, 'version' | 'id'>;

/**
 * What a revocation that was written comes to.
 *
 * @param before - what was stored under the key before it, if anything: what is told is what has changed
 * @param issuerOf - the issuer of a user pool, by its id
 */
export function tellRevocation(
  revocation: Revocation,
  before: Revocation | undefined,
  audit: Audit,
  issuerOf: (userPoolId: string) => string,
): Told {
  const { sub: subOfSession, clientId, ...asked } = audit;
  const { userPoolId, id } = partsOf(revocation.key);
  const subjectOf = (sub: string): Subject => ({ format: 'iss_sub', iss: issuerOf(userPoolId), sub });
  switch (revocation.kind) {
    case 'session':
    case 'token':
      return {
        scope: revocation.kind,
        sessionId: id,
        ...(subOfSession !== undefined && { subject: subjectOf(subOfSession) }),
        ...(clientId !== undefined && { clientId }),
        ...asked,
      };
    case 'user':
      return { subject: subjectOf(id), ...changedCutOff(revocation, before), ...asked };
    case 'client':
      return { scope: 'client', clientId: id, signedInUpTo: revocation.tokensValidAfter, ...asked };
    case 'pool':
      return { scope: 'userPool', signedInUpTo: revocation.tokensValidAfter, ...asked };
  }
}

/** Which of a user's two cut-offs was set: the other one has been told before. */
function changedCutOff(
  { tokensValidAfter, others }: UserRevocation,
  before: Revocation | undefined,
): Pick<SessionsRevoked, 'scope' | 'signedInUpTo' | 'exemptSessionId'> {
  const earlier = before?.kind === 'user' ? before : undefined;
  const isOthers =
    others !== undefined &&
    (tokensValidAfter === undefined ||
      (tokensValidAfter === earlier?.tokensValidAfter &&
        (others.validAfter !== earlier.others?.validAfter || others.exemptSession !== earlier.others.exemptSession)));
  if (isOthers) return { scope: 'others', signedInUpTo: others.validAfter, exemptSessionId: others.exemptSession };
  return { scope: 'user', ...(tokensValidAfter !== undefined && { signedInUpTo: tokensValidAfter }) };
}
