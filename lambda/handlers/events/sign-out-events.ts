import type { Context, EventBridgeEvent } from 'aws-lambda';

import { recordEvent } from '../../core/events/sign-out-events';
import { accountOf } from '../invoked-function';
import { signOutEventsDependencies, type SignOutEventsHandlerDependencies } from './composition';

/**
 * Sign-outs made elsewhere: CloudTrail's records of calls to Cognito, as EventBridge delivers them. What can't be
 * recorded is thrown, so that Lambda tries again, and at last puts the event into the dead-letter queue.
 */
export function createSignOutEvents(dependencies: SignOutEventsHandlerDependencies) {
  const { telemetry, scope } = dependencies;
  return async (
    event: Pick<EventBridgeEvent<string, unknown>, 'detail'>,
    { awsRequestId: requestId, invokedFunctionArn }: Pick<Context, 'awsRequestId' | 'invokedFunctionArn'>,
  ): Promise<void> => {
    try {
      const { region, accountId } = accountOf(invokedFunctionArn);
      const outcome = await recordEvent(event.detail, { ...scope, region, accountId }, dependencies);
      telemetry.eventHandled(outcome, requestId);
    } catch (error) {
      telemetry.fault(error, requestId);
      throw error;
    }
  };
}

export const handler = createSignOutEvents(signOutEventsDependencies());
