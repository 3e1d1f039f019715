import type { Context } from 'aws-lambda';

import { signOut, type SignOutResult } from '../../core/sign-out/sign-out';
import { parseSignOutParameters } from '../../core/sign-out/sign-out-parameters';
import { appSyncToken } from '../http/bearer-token';
import { signOutDependencies, type SignOutHandlerDependencies } from './composition';

/** What the resolver of the mutation `signOut` sends (lib/graphql/sign-out.js). */
export interface AppSyncSignOutEvent {
  readonly authorization?: string | null;
  /** The mutation's arguments as they came; AppSync has checked their types. */
  readonly scope?: string | null;
  readonly refreshToken?: string | null;
}

/** What it gets: the mutation's result, or the `errorType` that it raises. */
export type AppSyncSignOutResult =
  | Extract<SignOutResult, { readonly scope: unknown }>
  | {
      readonly error: 'invalid_request' | 'invalid_token' | 'temporarily_unavailable';
      readonly errorDescription: string;
    };

/** The mutation `signOut` of an AppSync API: `POST /sign-out` as GraphQL. */
export function createAppSyncSignOut(dependencies: SignOutHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (
    event: AppSyncSignOutEvent,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<AppSyncSignOutResult> => {
    try {
      const token = appSyncToken(event.authorization ?? undefined);
      const parsed = parseSignOutParameters({
        scope: event.scope?.toLowerCase(),
        refreshToken: event.refreshToken ?? undefined,
      });
      const result = await signOut({ token, parsed, requestId }, dependencies);
      telemetry.signedOut(result, requestId);
      return graphqlResult(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return {
        error: 'temporarily_unavailable',
        errorDescription: 'The sign-out may not have been recorded: try again.',
      };
    }
  };
}

function graphqlResult(result: SignOutResult): AppSyncSignOutResult {
  switch (result.outcome) {
    case 'complete':
    case 'partial': {
      const { outcome, scope, signedOutAt, unfinished } = result;
      return { outcome, scope, signedOutAt, unfinished };
    }
    case 'invalid_request':
      return { error: result.outcome, errorDescription: result.description };
    case 'invalid_token':
      return { error: result.outcome, errorDescription: 'The token is not accepted.' };
  }
}

export const handler = createAppSyncSignOut(signOutDependencies());
