import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';

import { handOn } from '../../core/revocation/followers';
import type { RevocationMessage } from '../../core/revocation/revocation-message';
import { handOnDependencies, type HandOnDependencies } from './composition';

/**
 * The one reader of the revocation table's stream: hands each revocation on to everybody who follows the table, whoever wrote it,
 * and does nothing else. A record that is no revocation is set aside, so that it holds up none behind it. What can be neither
 * handed on nor set aside is thrown: Lambda delivers the batch again, for as long as the stream keeps it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function createHandOnRevocations(dependencies: HandOnDependencies) {
  const { revocationIn, followers, unreadable, telemetry } = dependencies;
  return async (
    { Records }: DynamoDBStreamEvent,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<void> => {
    const onFault = (error: unknown) => {
      telemetry.fault(error, requestId);
    };
    const messages: RevocationMessage[] = [];
    const unread: DynamoDBRecord[] = [];
    for (const record of Records) {
      try {
        const message = revocationIn(record);
        if (message !== undefined) messages.push(message);
      } catch (error) {
        onFault(error);
        unread.push(record);
      }
    }
    try {
      await handOn(messages, followers, onFault);
      for (const record of unread) await unreadable.setAside(record);
    } catch (error) {
      onFault(error);
      throw error;
    }
  };
}

export const handler = createHandOnRevocations(handOnDependencies());
