import { RemovalPolicy, aws_dynamodb as dynamodb, type aws_iam as iam, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { CONNECTION_ATTRIBUTE, ENVIRONMENT } from '../../lambda/contract';

/**
 * The DynamoDB table that holds the open connections. It goes with the stack: without it there is no function to end
 * them, and API Gateway ends them after two hours.
 */
export function createConnectionTable(scope: Construct, id: string): dynamodb.TableV2 {
  return new dynamodb.TableV2(scope, id, {
    partitionKey: { name: CONNECTION_ATTRIBUTE.owner, type: dynamodb.AttributeType.STRING },
    sortKey: { name: CONNECTION_ATTRIBUTE.connection, type: dynamodb.AttributeType.STRING },
    billing: dynamodb.Billing.onDemand(),
    timeToLiveAttribute: CONNECTION_ATTRIBUTE.expiresAt,
    encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey(),
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Lets a function use the table, in these ways: the permission, and the variable that names the table. */
export function grantConnections(table: dynamodb.TableV2, grantee: lambda.Function, ...actions: string[]): iam.Grant {
  grantee.addEnvironment(ENVIRONMENT.connectionTableName, table.tableName);
  return table.grant(grantee, ...actions);
}
