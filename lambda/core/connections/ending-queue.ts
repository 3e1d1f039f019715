import { RevocationError } from '../errors';
import { objectIn } from '../json-object';
import type { Connection } from './connection';

/** Keeps connections until they are due to end. */
export interface EndingQueue {
  /**
   * Has the connection ended at a time (milliseconds since the epoch), or soon after.
   *
   * @throws RevocationError `connection_not_ended`
   */
  endAt(time: number, connection: Connection): Promise<void>;
}

/** A connection, and when it is to end. */
export interface DueConnection {
  readonly connection: Connection;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

const TEXTS = ['apiId', 'stage', 'connectionId', 'userPoolId', 'sub', 'clientId'] as const;
const SESSION_KINDS = ['session', 'token'];
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
  const { connection, dueAt } = objectIn(body, (cause) => {
    throw corrupt(cause);
  }) as { connection?: Record<string, unknown>; dueAt?: unknown };
  const isValid =
    typeof dueAt === 'number' &&
    typeof connection === 'object' &&
    (connection as object | null) !== null &&
    TEXTS.every((name) => typeof connection[name] === 'string') &&
    isSession(connection['session']) &&
    NUMBERS.every((name) => typeof connection[name] === 'number');
  if (!isValid) throw corrupt();
  return { connection: connection as unknown as Connection, dueAt };
}

function isSession(value: unknown): boolean {
  const { kind, id } = Object(value) as { kind?: unknown; id?: unknown };
  return typeof kind === 'string' && SESSION_KINDS.includes(kind) && typeof id === 'string';
}

function corrupt(cause?: unknown): RevocationError {
  return new RevocationError('connection_registry_corrupt', 'a message is no connection that is due to end', { cause });
}
