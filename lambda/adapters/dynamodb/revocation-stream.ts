import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';

import { RevocationError } from '../../core/errors';
import type { Revocation } from '../../core/revocation/revocation';
import { fromItem } from './revocation-item';

/** A revocation that was written, as the table's stream tells of it. */
export interface StreamedRevocation {
  /** Names the record in the stream, for a partial batch response (`batchItemFailures`). */
  readonly sequenceNumber: string;
  readonly revocation: Revocation;
}

/**
 * The revocations that a batch of the table's stream tells of, in their order. What was only deleted, by its TTL, revokes
 * nothing.
 *
 * @throws RevocationError `revocation_store_corrupt`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function revocationsInStream({ Records }: DynamoDBStreamEvent): readonly StreamedRevocation[] {
  return Records.flatMap(({ eventName, dynamodb }) => {
    if (eventName === 'REMOVE') return [];
    const { SequenceNumber: sequenceNumber, NewImage: image } = dynamodb ?? {};
    if (sequenceNumber === undefined || image === undefined) {
      throw new RevocationError('revocation_store_corrupt', 'a record of the stream has no number or no new image');
    }
    // Numbers and texts, all that an item of the table has, are written alike in the stream and in the API.
    return [{ sequenceNumber, revocation: fromItem(image as Record<string, AttributeValue>) }];
  });
}
