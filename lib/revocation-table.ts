import {
  Fn,
  Lazy,
  RemovalPolicy,
  Stack,
  aws_dynamodb as dynamodb,
  type aws_iam as iam,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { ATTRIBUTE, ENVIRONMENT } from '../lambda/contract';

/** Properties of {@link RevocationTable}. */
export interface RevocationTableProps {
  /**
   * Whether the table is protected from deletion, and kept when the stack goes.
   *
   * Without the table every signed-out token that has not expired is accepted again.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/**
 * The DynamoDB table that holds the revocations: one item a revocation, on demand, with point-in-time recovery.
 * Items are deleted when no token that they block can be alive any more.
 */
export class RevocationTable extends Construct {
  /** The table itself. Grant access to it with the methods here, which grant no more than is needed. */
  readonly table: dynamodb.TableV2;

  private readonly revokers: lambda.Function[] = [];

  constructor(scope: Construct, id: string, props: RevocationTableProps = {}) {
    super(scope, id);
    const deletionProtection = props.deletionProtection ?? true;
    // The ids down to here are a contract: another path would be another, empty table, and undo every sign-out.
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: ATTRIBUTE.key, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      timeToLiveAttribute: ATTRIBUTE.expiresAt,
      // Whatever is recorded, by whomever, ends open connections.
      dynamoStream: dynamodb.StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection,
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** Lets a function find out whether a token is revoked: the permission, and the variable that names the table. */
  grantLookup(grantee: lambda.Function): iam.Grant {
    return this.grant(grantee, 'dynamodb:BatchGetItem');
  }

  /** Lets a function revoke as well: see {@link grantLookup}. */
  grantRevoke(grantee: lambda.Function): iam.Grant {
    this.revokers.push(grantee);
    return this.grant(grantee, 'dynamodb:BatchGetItem', 'dynamodb:PutItem');
  }

  /**
   * ARNs of the roles of the functions that may revoke, comma-separated: those that are granted it later too, but only
   * those of this stack, since two stacks cannot each need the other first.
   */
  revokerRoleArns(stack: Stack): string {
    const produce = () => {
      const roles = this.revokers.flatMap(({ role }) => (role && Stack.of(role) === stack ? role.roleArn : []));
      return Fn.join(',', roles);
    };
    return Lazy.uncachedString({ produce });
  }

  private grant(grantee: lambda.Function, ...actions: string[]): iam.Grant {
    grantee.addEnvironment(ENVIRONMENT.revocationTableName, this.table.tableName);
    return this.table.grant(grantee, ...actions);
  }
}
