import type {
  OfUser,
  RecordQuestion,
  SignOutQuestion,
  Target,
  UserQuestion,
  UserRecordQuestion,
} from '../../pages/console/api';
import { ConsoleError } from './console-error';

/*
 * What the page may ask. It is ours, but whatever comes over a socket is read before it is believed: each of these throws a
 * ConsoleError `invalid_request` that names the member.
 */

/** Characters, of whatever is looked for. */
const MAX_TEXT = 256;
const MAX_REASON = 256;
/** A `sub`, and an app client's id, as the API has them. */
const SUB = /^[\w+-]{1,128}$/;
const CLIENT_ID = /^[\w+]{1,128}$/;
/** Of a session nothing is known but that Cognito has made it. */
const SESSION_ID = /^[\x21-\x7e]{1,256}$/;
/** As many as DynamoDB reads at once, without the user's own record. */
const MAX_SESSIONS = 99;
const MAX_TOKEN = 12_000;

/** See {@link UserQuestion}. */
export function readUserQuestion(body: unknown): UserQuestion {
  const members = membersOf(body);
  return { text: textOf(members, 'text'), ...nextTokenOf(members) };
}

/** See {@link OfUser}. */
export function readOfUser(body: unknown): OfUser {
  const members = membersOf(body);
  return { sub: idOf(members, 'sub', SUB), ...nextTokenOf(members) };
}

/** See {@link UserRecordQuestion}. */
export function readUserRecordQuestion(body: unknown): UserRecordQuestion {
  const members = membersOf(body);
  const { sessionIds } = members;
  const isList = Array.isArray(sessionIds) && sessionIds.length <= MAX_SESSIONS;
  if (!isList || !sessionIds.every((id) => typeof id === 'string' && SESSION_ID.test(id))) {
    throw invalid('sessionIds', `at most ${String(MAX_SESSIONS)} ids of sessions`);
  }
  return { sub: idOf(members, 'sub', SUB), sessionIds: sessionIds as string[] };
}

/** See {@link RecordQuestion}. */
export function readRecordQuestion(body: unknown): RecordQuestion {
  const members = membersOf(body);
  return { text: textOf(members, 'text'), ...nextTokenOf(members) };
}

/** See {@link SignOutQuestion}. */
export function readSignOutQuestion(body: unknown): SignOutQuestion {
  const members = membersOf(body);
  const { reason, confirmation } = members;
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > MAX_REASON) {
    throw invalid('reason', `a text of 1 to ${String(MAX_REASON)} characters`);
  }
  return {
    target: targetOf(membersOf(members['target'])),
    reason,
    ...(typeof confirmation === 'string' && { confirmation }),
  };
}

function targetOf(members: Readonly<Record<string, unknown>>): Target {
  const names = Object.keys(members).sort().join();
  if (names === 'sub') return { sub: idOf(members, 'sub', SUB) };
  if (names === 'sessionId,sub') {
    return { sub: idOf(members, 'sub', SUB), sessionId: idOf(members, 'sessionId', SESSION_ID) };
  }
  if (names === 'clientId') return { clientId: idOf(members, 'clientId', CLIENT_ID) };
  if (names === 'userPool' && members['userPool'] === true) return { userPool: true };
  throw invalid('target', 'sub, sub and sessionId, clientId, or userPool: true');
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new ConsoleError('invalid_request', 'the body must be a JSON object');
}

function idOf(members: Readonly<Record<string, unknown>>, name: string, pattern: RegExp): string {
  const value = members[name];
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw invalid(name, 'an id');
}

function textOf(members: Readonly<Record<string, unknown>>, name: string): string {
  const value = members[name];
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
  throw invalid(name, `a text of up to ${String(MAX_TEXT)} characters`);
}

function nextTokenOf({ nextToken }: Readonly<Record<string, unknown>>): { readonly nextToken?: string } {
  if (nextToken === undefined) return {};
  if (typeof nextToken === 'string' && nextToken.length <= MAX_TOKEN) return { nextToken };
  throw invalid('nextToken', 'what was answered before');
}

function invalid(name: string, allowed: string): ConsoleError {
  return new ConsoleError('invalid_request', `${name} must be ${allowed}`);
}
