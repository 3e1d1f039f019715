import type { Context } from 'aws-lambda';

import { endOwnSession, listOwnSessions, type EndSessionResult } from '../../../core/sessions/own-sessions';
import { parsePage } from '../../../core/sessions/session-parameters';
import { appSyncToken } from '../../http/bearer-token';
import { ownSessionsDependencies, type OwnSessionsDependencies } from './composition';
import { listAnswerOf, type SessionListAnswer } from './session-answer';

/** What the resolvers of `sessions` and `endSession` send (lib/graphql/sessions.js, end-session.js). */
export interface AppSyncSessionsEvent {
  readonly authorization?: string | null;
  readonly field: 'sessions' | 'endSession';
  /** The field's arguments as they came; AppSync has checked their types. */
  readonly limit?: number | null;
  readonly sessionId?: string | null;
}

/** What they get: the field's result, or the `errorType` that it raises. */
export type AppSyncSessionsResult =
  | SessionListAnswer
  | Extract<EndSessionResult, { readonly scope: unknown }>
  | {
      readonly error: 'invalid_request' | 'invalid_token' | 'unknown_session' | 'temporarily_unavailable';
      readonly errorDescription: string;
    };

/**
 * The query `sessions` and the mutation `endSession` of an AppSync API: `GET /sessions`, but for its paging, and
 * `DELETE /sessions/{sessionId}` as GraphQL.
 */
export function createAppSyncSessions(dependencies: OwnSessionsDependencies) {
  const { telemetry } = dependencies;
  return async (
    event: AppSyncSessionsEvent,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<AppSyncSessionsResult> => {
    const token = appSyncToken(event.authorization ?? undefined);
    try {
      if (event.field === 'sessions') {
        const page = parsePage(event.limit ?? undefined, undefined);
        const result = await listOwnSessions({ token, page }, dependencies);
        if (result.outcome === 'invalid_token') telemetry.rejected(result.reason, requestId);
        return result.outcome === 'listed' ? listAnswerOf(result.list, result.currentSessionId) : errorOf(result);
      }
      const result = await endOwnSession({ token, sessionId: event.sessionId ?? '', requestId }, dependencies);
      telemetry.signedOut(result, requestId);
      return result.outcome === 'partial' ? result : errorOf(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return { error: 'temporarily_unavailable', errorDescription: 'Nobody knows what came of it: try again.' };
    }
  };
}

function errorOf(result: Exclude<EndSessionResult, { readonly scope: unknown }>) {
  switch (result.outcome) {
    case 'invalid_request':
      return { error: result.outcome, errorDescription: result.description };
    case 'invalid_token':
      return { error: result.outcome, errorDescription: 'The token is not accepted.' };
    case 'unknown_session':
      return { error: result.outcome, errorDescription: 'It is not a session of the user.' };
  }
}

export const handler = createAppSyncSessions(ownSessionsDependencies());
