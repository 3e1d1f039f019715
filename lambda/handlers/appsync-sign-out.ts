import type { Context } from 'aws-lambda';

import { signOut, type SignOutDependencies, type SignOutResult } from '../core/sign-out';
import { parseSignOutOrder } from '../core/sign-out-order';
import { bearerOrBareToken } from './bearer-token';
import { signOutDependencies } from './composition';

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

/** The mutation `signOut` of an AppSync API: `POST /sign-out` in GraphQL's clothes. */
export function createAppSyncSignOut(dependencies: SignOutDependencies) {
  return async (event: AppSyncSignOutEvent, context: Pick<Context, 'awsRequestId'>): Promise<AppSyncSignOutResult> => {
    try {
      const result = await signOut(
        {
          token: bearerOrBareToken(event.authorization ?? undefined),
          order: parseSignOutOrder({
            scope: event.scope?.toLowerCase(),
            refreshToken: event.refreshToken ?? undefined,
          }),
          requestId: context.awsRequestId,
        },
        dependencies,
      );
      return graphqlResult(result);
    } catch (error) {
      dependencies.telemetry.fault(error);
      return { error: 'temporarily_unavailable', errorDescription: 'Nothing is promised: try again.' };
    }
  };
}

function graphqlResult(result: SignOutResult): AppSyncSignOutResult {
  switch (result.outcome) {
    case 'complete':
    case 'partial':
      return result;
    case 'invalid_request':
      return { error: result.outcome, errorDescription: result.description };
    case 'invalid_token':
      return { error: result.outcome, errorDescription: 'The token is not accepted.' };
  }
}

export const handler = createAppSyncSignOut(signOutDependencies());
