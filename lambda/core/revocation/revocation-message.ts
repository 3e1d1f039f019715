import { RevocationError } from '../errors';
import { objectIn } from '../json-object';
import type { NumericDate } from '../token/claims';
import { INITIATORS } from './audit';
import type { Revocation } from './revocation';
import { partsOf } from './revocation-key';
import { REVOKED_SCOPES, type SessionsRevoked } from './sessions-revoked';

/**
 * A revocation, as it is handed on to those who follow the table: what an event tells, and the record as it stands since. It may
 * come late, twice, and after a later one: cut-offs never move back, so what follows from it can be done again, in any order.
 */
export interface RevocationMessage extends SessionsRevoked {
  readonly record: Revocation;
  /** When the record was written, rounded down. */
  readonly recordedAt: NumericDate;
}

/** As text. Holds no token. */
export function revocationMessage(message: RevocationMessage): string {
  return JSON.stringify(message);
}

const TEXTS = ['id', 'actor', 'reason', 'requestId'] as const;
const NUMBERS = ['revokedAt', 'recordedAt'] as const;
const WITHIN = { scope: REVOKED_SCOPES, initiatedBy: INITIATORS } as const;

/**
 * A message that was handed on. Members that this version does not know are left alone.
 *
 * @throws RevocationError `unusable_message` if it is of another version, or says too little
 */
export function parseRevocationMessage(text: string): RevocationMessage {
  const message = objectIn(text, (cause) => {
    throw unusable('it is not JSON', cause);
  });
  const { version } = message;
  if (version !== 1) throw unusable(`it is of version ${JSON.stringify(version)}, and not of version 1`);
  const wrong =
    TEXTS.find((name) => typeof message[name] !== 'string') ??
    NUMBERS.find((name) => !isNumericDate(message[name])) ??
    (['scope', 'initiatedBy'] as const).find((name) => !(WITHIN[name] as readonly unknown[]).includes(message[name])) ??
    wrongOf(message['record']);
  if (wrong !== undefined) throw unusable(`${wrong} is missing or malformed`);
  return message as unknown as RevocationMessage;
}

/** Which member of a record that a rule reads is not as a record has it. */
function wrongOf(record: unknown): string | undefined {
  if (typeof record !== 'object' || record === null) return 'record';
  const { kind, key, expiresAt, tokensValidAfter, others } = record as Partial<Record<string, unknown>>;
  if (typeof key !== 'string' || partsOf(key).kind !== kind) return 'record.key';
  if (!isNumericDate(expiresAt)) return 'record.expiresAt';
  switch (kind) {
    case 'session':
    case 'token':
      return undefined;
    case 'client':
    case 'pool':
      return isNumericDate(tokensValidAfter) ? undefined : 'record.tokensValidAfter';
    case 'user': {
      if (tokensValidAfter === undefined && others === undefined) return 'record.tokensValidAfter';
      if (tokensValidAfter !== undefined && !isNumericDate(tokensValidAfter)) return 'record.tokensValidAfter';
      return others === undefined || isOthers(others) ? undefined : 'record.others';
    }
    default:
      return 'record.kind';
  }
}

function isOthers(value: unknown): boolean {
  const { validAfter, exemptSession } = Object(value) as { validAfter?: unknown; exemptSession?: unknown };
  return isNumericDate(validAfter) && typeof exemptSession === 'string';
}

function isNumericDate(value: unknown): value is NumericDate {
  return typeof value === 'number' && Number.isFinite(value);
}

function unusable(why: string, cause?: unknown): RevocationError {
  return new RevocationError('unusable_message', `a revocation that was handed on can't be used: ${why}`, { cause });
}
