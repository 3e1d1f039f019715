import { ATTRIBUTE } from '../../contract';
import type { Audit } from '../../core/revocation/audit';
import type { Revocation, UserRevocation } from '../../core/revocation/revocation';
import { attributesOf, number, type Item } from './attributes';

const { corrupt, text, numeric } = attributesOf('revocation_store_corrupt');

/** A revocation as an item. Absent cut-offs are absent attributes. */
export function toItem(revocation: Revocation, audit: Audit): Item {
  return {
    [ATTRIBUTE.key]: { S: revocation.key },
    [ATTRIBUTE.kind]: { S: revocation.kind },
    ...decidingAttributes(revocation),
    [ATTRIBUTE.revokedAt]: number(audit.revokedAt),
    [ATTRIBUTE.actor]: { S: audit.actor },
    [ATTRIBUTE.reason]: { S: audit.reason },
    [ATTRIBUTE.requestId]: { S: audit.requestId },
    [ATTRIBUTE.initiatedBy]: { S: audit.initiatedBy },
    ...(audit.sub !== undefined && { [ATTRIBUTE.sub]: { S: audit.sub } }),
    ...(audit.clientId !== undefined && { [ATTRIBUTE.clientId]: { S: audit.clientId } }),
  };
}

/**
 * An item as a revocation.
 *
 * @throws RevocationError `revocation_store_corrupt` if an attribute that a rule reads is missing or of a wrong type
 */
export function fromItem(item: Item): Revocation {
  const key = text(item, ATTRIBUTE.key);
  const kind = text(item, ATTRIBUTE.kind);
  const expiresAt = numeric(item, ATTRIBUTE.expiresAt);
  if (key.split('#')[1] !== kind) throw corrupt(ATTRIBUTE.kind);
  if (kind === 'session' || kind === 'token') return { kind, key, expiresAt };
  if (kind === 'client' || kind === 'pool') {
    return { kind, key, expiresAt, tokensValidAfter: numeric(item, ATTRIBUTE.tokensValidAfter) };
  }
  if (kind !== 'user') throw corrupt(ATTRIBUTE.kind);

  const hasCutOff = ATTRIBUTE.tokensValidAfter in item;
  const hasOthers = ATTRIBUTE.othersValidAfter in item || ATTRIBUTE.exemptSession in item;
  if (!hasCutOff && !hasOthers) throw corrupt(ATTRIBUTE.tokensValidAfter);
  return {
    kind,
    key,
    expiresAt,
    ...(hasCutOff && { tokensValidAfter: numeric(item, ATTRIBUTE.tokensValidAfter) }),
    ...(hasOthers && {
      others: {
        validAfter: numeric(item, ATTRIBUTE.othersValidAfter),
        exemptSession: text(item, ATTRIBUTE.exemptSession),
      },
    }),
  };
}

/** A DynamoDB condition. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
}

/** The attributes that a rule reads, but for the key. */
const DECIDING = [
  ATTRIBUTE.expiresAt,
  ATTRIBUTE.tokensValidAfter,
  ATTRIBUTE.othersValidAfter,
  ATTRIBUTE.exemptSession,
] as const;

/** Holds as long as the stored item decides what `expected` does; undefined stands for "there is none". */
export function unchangedSince(expected: Revocation | undefined): Condition {
  if (expected === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': ATTRIBUTE.key } };
  }
  const attributes = decidingAttributes(expected);
  return {
    ConditionExpression: DECIDING.map((name) =>
      name in attributes ? `#${name} = :${name}` : `attribute_not_exists(#${name})`,
    ).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(DECIDING.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

function decidingAttributes(revocation: Revocation): Item {
  return {
    [ATTRIBUTE.expiresAt]: number(revocation.expiresAt),
    ...('tokensValidAfter' in revocation && { [ATTRIBUTE.tokensValidAfter]: number(revocation.tokensValidAfter) }),
    ...(revocation.kind === 'user' && othersAttributes(revocation)),
  };
}

function othersAttributes({ others }: UserRevocation): Item {
  if (others === undefined) return {};
  return {
    [ATTRIBUTE.othersValidAfter]: number(others.validAfter),
    [ATTRIBUTE.exemptSession]: { S: others.exemptSession },
  };
}
