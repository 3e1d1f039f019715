import { ATTRIBUTE } from '../../contract';
import { INITIATORS, type Audit, type Initiator } from '../../core/revocation/audit';
import { POLICY } from '../../core/sessions/session-limit';
import type { NumericDate } from '../../core/token/claims';
import type { Item } from './attributes';

/** What an item that says nothing is told to say: somebody else wrote it. */
const UNKNOWN = 'unknown';

/**
 * Who asked for the revocation that an item holds. No rule reads it, so whatever is missing is no fault: an earlier version did
 * not say on whose behalf it was, and an owner may write an item by hand.
 *
 * @param writtenAt - stands for when it was asked for, where the item does not say
 */
export function auditOf(item: Item, writtenAt: NumericDate): Audit {
  const text = (name: string) => item[name]?.S;
  const { [ATTRIBUTE.actor]: actor, [ATTRIBUTE.reason]: reason } = item;
  const revokedAt = Number(item[ATTRIBUTE.revokedAt]?.N ?? NaN);
  const [sub, clientId] = [text(ATTRIBUTE.sub), text(ATTRIBUTE.clientId)];
  return {
    revokedAt: Number.isFinite(revokedAt) ? revokedAt : writtenAt,
    initiatedBy: initiatorOf(text(ATTRIBUTE.initiatedBy), actor?.S ?? '', reason?.S ?? ''),
    actor: actor?.S ?? UNKNOWN,
    reason: reason?.S ?? UNKNOWN,
    requestId: text(ATTRIBUTE.requestId) ?? UNKNOWN,
    ...(sub !== undefined && { sub }),
    ...(clientId !== undefined && { clientId }),
  };
}

/** What an earlier version wrote says it by the actor's form, or by the reason. */
function initiatorOf(stored: string | undefined, actor: string, reason: string): Initiator {
  const known = INITIATORS.find((initiator) => initiator === stored);
  if (known !== undefined) return known;
  if (reason.startsWith('CloudTrail ')) return 'event';
  if (actor === POLICY) return 'policy';
  return actor.startsWith('arn:') ? 'admin' : 'user';
}
