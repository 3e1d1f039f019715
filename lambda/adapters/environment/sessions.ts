import { ENVIRONMENT } from '../../contract';
import { seconds, wholeNumber } from './formats';
import { read, type Reader, type Variables } from './reader';

/** What the functions that know registered sessions read: see ../environment.ts. */
export interface SessionsEnvironment {
  readonly sessionTableName: string;
  /** How many registered sessions a user may have; undefined if as many as they like. */
  readonly maxSessions: number | undefined;
  /** Whether user agent and IP address are kept. */
  readonly keepsDevices: boolean;
  /** Whether Cognito is asked about sessions. */
  readonly isTracked: boolean;
}

/**
 * Reads the environment of a function that knows registered sessions.
 *
 * @throws RevocationError `invalid_configuration`
 */
export function readSessionsEnvironment(variables: Variables = process.env): SessionsEnvironment {
  return read(variables, sessionsEnvironment);
}

/** As {@link readSessionsEnvironment}; undefined if it is told of no table: then sessions are not registered. */
export function readOptionalSessionsEnvironment(variables: Variables = process.env): SessionsEnvironment | undefined {
  return read(variables, (reader) =>
    reader.optional(ENVIRONMENT.sessionTableName) === undefined ? undefined : sessionsEnvironment(reader),
  );
}

/** Reads how long a session can be refreshed at most, in seconds, where nothing else about signing out is known. */
export function readRefreshTokenValidity(variables: Variables = process.env): number {
  return read(variables, (reader) => seconds(reader, ENVIRONMENT.refreshTokenValidity));
}

function sessionsEnvironment(reader: Reader): SessionsEnvironment {
  const isLimited = reader.optional(ENVIRONMENT.maxSessions) !== undefined;
  return {
    sessionTableName: reader.text(ENVIRONMENT.sessionTableName),
    maxSessions: isLimited ? wholeNumber(reader, ENVIRONMENT.maxSessions) : undefined,
    keepsDevices: reader.oneOf(ENVIRONMENT.sessionDevices, ['true', 'false']) === 'true',
    isTracked: reader.optional(ENVIRONMENT.sessionTracking) === 'true',
  };
}
