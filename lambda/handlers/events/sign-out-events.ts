import type { Context, EventBridgeEvent } from 'aws-lambda';

import { recordEvent } from '../../core/events/sign-out-events';
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
      // arn:aws:lambda:{region}:{account}:function:{name}
      const [, , , region = '', accountId = ''] = invokedFunctionArn.split(':');
      const outcome = await recordEvent(event.detail, { ...scope, region, accountId }, dependencies);
      telemetry.eventHandled(outcome, requestId);
    } catch (error) {
      telemetry.fault(error, requestId);
      throw error;
    }
  };
}

export const handler = createSignOutEvents(signOutEventsDependencies());
