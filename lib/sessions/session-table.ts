import { RemovalPolicy, aws_dynamodb as dynamodb, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { LISTED_SESSIONS, SESSION_ATTRIBUTE } from '../../lambda/contract';
import { acknowledge } from '../functions/acknowledge';

/**
 * The DynamoDB table that holds the registered sessions. It goes with the stack: what is in it is about people, and apps
 * register anew. Whether a session is over is in the revocation table alone.
 */
export function createSessionTable(scope: Construct, id: string): dynamodb.TableV2 {
  const table = new dynamodb.TableV2(scope, id, {
    partitionKey: { name: SESSION_ATTRIBUTE.user, type: dynamodb.AttributeType.STRING },
    sortKey: { name: SESSION_ATTRIBUTE.sessionId, type: dynamodb.AttributeType.STRING },
    // Of all indexes only a local one can be read as of now.
    localSecondaryIndexes: [
      {
        indexName: LISTED_SESSIONS,
        sortKey: { name: SESSION_ATTRIBUTE.listedAs, type: dynamodb.AttributeType.NUMBER },
      },
    ],
    billing: dynamodb.Billing.onDemand(),
    timeToLiveAttribute: SESSION_ATTRIBUTE.expiresAt,
    encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey(),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acknowledge(table, 'AwsSolutions-DDB3', 'Apps register sessions anew; what is not kept of people cannot be lost.');
  return table;
}

/** Lets somebody list sessions, register them, and take those that are over out of the list; and no other index, as CDK would. */
export function grantListing({ tableArn }: dynamodb.TableV2, grantee: iam.IGrantable): void {
  iam.Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${tableArn}/index/${LISTED_SESSIONS}`],
  });
  iam.Grant.addToPrincipal({ grantee, actions: ['dynamodb:UpdateItem'], resourceArns: [tableArn] });
}

/** Lets somebody look for a session by its id. */
export function grantFinding({ tableArn }: dynamodb.TableV2, grantee: iam.IGrantable): void {
  iam.Grant.addToPrincipal({ grantee, actions: ['dynamodb:GetItem'], resourceArns: [tableArn] });
}
