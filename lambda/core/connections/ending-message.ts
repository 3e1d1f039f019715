import type { Connection } from './connection';
import { RevocationError } from '../errors';

/** A connection, and when it is to end. */
export interface DueConnection {
  readonly connection: Connection;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

const TEXTS = ['apiId', 'stage', 'connectionId', 'userPoolId', 'sub', 'clientId'] as const;
const OPTIONAL_TEXTS = ['originJti', 'jti'] as const;
const NUMBERS = ['signedInAt', 'tokenExpiresAt', 'registeredAt'] as const;

/** What the queue keeps. It holds ids and times, and no token. */
export function endingMessage({ connection, dueAt }: DueConnection): string {
  return JSON.stringify({ connection, dueAt });
}

/**
 * What the queue kept.
 *
 * @throws RevocationError `connection_registry_corrupt`
 */
export function parseEndingMessage(body: string): DueConnection {
  const { connection, dueAt } = objectIn(body) as { connection?: Record<string, unknown>; dueAt?: unknown };
  const isValid =
    typeof dueAt === 'number' &&
    typeof connection === 'object' &&
    (connection as object | null) !== null &&
    TEXTS.every((name) => typeof connection[name] === 'string') &&
    OPTIONAL_TEXTS.every((name) => ['string', 'undefined'].includes(typeof connection[name])) &&
    NUMBERS.every((name) => typeof connection[name] === 'number');
  if (!isValid) throw corrupt();
  return { connection: connection as unknown as Connection, dueAt };
}

function objectIn(body: string): object {
  try {
    return Object(JSON.parse(body)) as object;
  } catch (cause) {
    throw corrupt(cause);
  }
}

function corrupt(cause?: unknown): RevocationError {
  return new RevocationError('connection_registry_corrupt', 'a message is no connection that is due to end', { cause });
}
