import { createHash } from 'node:crypto';

import type { DynamoDBRecord } from 'aws-lambda';

import { RevocationError } from '../../core/errors';
import type { Revocation } from '../../core/revocation/revocation';
import type { RevocationMessage } from '../../core/revocation/revocation-message';
import { tellRevocation, type Told } from '../../core/revocation/sessions-revoked';
import type { Item } from './attributes';
import { auditOf } from './audit-attributes';
import { isProviderTokenKey } from '../../core/revocation/revocation-key';
import { fromItem } from './revocation-item';

/**
 * The revocation that a record of the table's stream tells of, to be handed on. Undefined if it tells of none: what was only
 * deleted, by its TTL, revokes nothing, and a token that an identity provider has used up was nobody's session.
 *
 * @param streamed - a record of the stream
 * @param issuerOf - the issuer of a user pool, by its id
 * @throws RevocationError `revocation_store_corrupt`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export function revocationInStream(
  streamed: DynamoDBRecord,
  issuerOf: (userPoolId: string) => string,
): RevocationMessage | undefined {
  const { eventName, dynamodb } = streamed;
  if (eventName === 'REMOVE') return undefined;
  const { NewImage: image, OldImage: before, ApproximateCreationDateTime: createdAt } = dynamodb ?? {};
  if (image === undefined || createdAt === undefined) {
    throw new RevocationError('revocation_store_corrupt', 'a record of the stream has no time or no new image');
  }
  // Numbers and texts, all that an item of the table has, are written alike in the stream and in the API.
  const item = image as Item;
  const record = fromItem(item);
  if (isProviderTokenKey(record.key)) return undefined;
  const recordedAt = Math.floor(createdAt);
  const told = tellRevocation(record, readable(before as Item | undefined), auditOf(item, recordedAt), issuerOf);
  return { version: 1, id: idOf(record, told), ...told, record, recordedAt };
}

/** Only which of two cut-offs is told depends on what was stored before: that it can't be read is no fault of the new one. */
function readable(item: Item | undefined): Revocation | undefined {
  try {
    return item === undefined ? undefined : fromItem(item);
  } catch {
    return undefined;
  }
}

/** Follows from the record alone, so that it is the same whenever, wherever and however often it is told. */
function idOf({ key, expiresAt }: Revocation, told: Told): string {
  return createHash('sha256')
    .update(JSON.stringify([key, expiresAt, told.scope, told.signedInUpTo, told.exemptSessionId, told.requestId]))
    .digest('base64url')
    .slice(0, 27);
}
