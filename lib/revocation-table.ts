import {
  RemovalPolicy,
  Token,
  aws_dynamodb as dynamodb,
  type aws_cloudwatch as cloudwatch,
  type aws_iam as iam,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

import { ATTRIBUTE } from '../lambda/contract';
import type { OnRevocationOptions, RevocationFollower } from './followers/revocation-follower';
import { RevocationStream } from './followers/revocation-stream';
import type { FunctionOptions, FunctionOptionsProps } from './functions/function-options';
import { rememberRevoker } from './functions/revokers';
import { deploymentMetric } from './monitoring/deployment-metric';
import { tableThrottles } from './monitoring/table-metric';
import { replicasIn } from './replica-regions';
import { warnOfProtectedDeletion } from './template/protected-deletion';

/** Where the revocations are: a {@link RevocationTable}, or one that exists already. */
export interface IRevocationTable extends IConstruct {
  /** Name of the table. */
  readonly tableName: string;

  /** ARN of the table. */
  readonly tableArn: string;

  /**
   * ARN of its stream, by which open connections are ended.
   *
   * @default - not known, as of a table that is only named
   */
  readonly tableStreamArn?: string;

  /**
   * Hands each revocation on to somebody, once it has been written, by whomever, at least once: in a queue of their own, so that
   * who is slow or fails holds up nobody else.
   *
   * @param id - unique among those who follow this table
   * @throws Error if its stream is not known, as of a table that is only named
   */
  onRevocation(id: string, options?: OnRevocationOptions): RevocationFollower;

  /** Lets a principal find out whether a token is revoked. It needs the table's name besides: see `TokenRevocation.lookupEnvironment`. */
  grantLookup(grantee: iam.IGrantable): iam.Grant;

  /** Lets a principal revoke as well. */
  grantRevoke(grantee: iam.IGrantable): iam.Grant;
}

/** Properties of {@link RevocationTable}. */
export interface RevocationTableProps extends FunctionOptionsProps {
  /**
   * Whether the table is protected from deletion, and kept when the stack goes.
   *
   * Without the table every signed-out token that has not expired is accepted again.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Reads and writes that the table takes at once, for a rise in traffic that comes from one moment to the next: a new table
   * takes 12,000 read units a second, of which a decision takes two.
   *
   * @default - what DynamoDB starts with, which grows with the traffic
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
   */
  readonly warmThroughput?: dynamodb.WarmThroughput;

  /**
   * Other Regions that the table is replicated to, for authorizers there (`RevocationTable.fromReplica()`): a DynamoDB global table
   * with eventual consistency. Sign-outs are recorded in the stack's own Region, and hold in the others as soon as DynamoDB has
   * replicated them. The stack must say which Region it goes to. Of a table that is deployed, one may be added or taken away at a
   * time. See docs/regions.md.
   *
   * @default - none: the table is in the stack's Region alone
   */
  readonly replicaRegions?: string[];
}

/**
 * The DynamoDB table that holds the revocations: one item a revocation, on demand, with point-in-time recovery.
 * Items are deleted when no token that they block can be alive any more.
 */
export class RevocationTable extends Construct implements IRevocationTable {
  /**
   * A table that exists already: that of another stage, stack or app of this account and Region, or of a stack that is gone.
   *
   * @param tableName - that of a table that a {@link RevocationTable} has made
   * @throws Error if it is no name, such as an ARN
   */
  static fromTableName(scope: Construct, id: string, tableName: string): IRevocationTable {
    return new ExistingRevocationTable(scope, id, tableName);
  }

  /**
   * The replica of a table of another Region, in the Region of this stack (`replicaRegions`): for a {@link RevocationAuthorizer} here,
   * of the user pool there. It can be read and no more: sign-outs are recorded where the pool is. See docs/regions.md.
   *
   * @param tableName - that of the table that a {@link RevocationTable} has made there: a replica has the same
   * @throws Error if it is no name, such as an ARN
   */
  static fromReplica(scope: Construct, id: string, tableName: string): IRevocationTable {
    return new RevocationTableReplica(scope, id, tableName);
  }

  /** The table itself. Grant access to it with the methods here, which grant no more than is needed. */
  readonly table: dynamodb.TableV2;

  readonly tableName: string;

  readonly tableArn: string;

  readonly tableStreamArn?: string;

  private readonly functionOptions: FunctionOptions | undefined;
  private stream: RevocationStream | undefined;

  constructor(scope: Construct, id: string, props: RevocationTableProps = {}) {
    super(scope, id);
    this.functionOptions = props.functionOptions;
    const deletionProtection = props.deletionProtection ?? true;
    const replicas = replicasIn(this, props.replicaRegions ?? []);
    // The ids down to here are a contract: another path would be another, empty table, and undo every sign-out.
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: ATTRIBUTE.key, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      timeToLiveAttribute: ATTRIBUTE.expiresAt,
      // Whatever is recorded, by whomever, ends open connections. Replicas need both images, and another kind of stream later
      // would be another stream.
      dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection,
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.warmThroughput !== undefined && { warmThroughput: props.warmThroughput }),
      // Not with multi-Region strong consistency: such tables delete nothing by time.
      ...(replicas.length > 0 && { replicas }),
    });
    this.tableName = this.table.tableName;
    this.tableArn = this.table.tableArn;
    const { tableStreamArn } = this.table;
    if (tableStreamArn !== undefined) this.tableStreamArn = tableStreamArn;
    warnOfProtectedDeletion(this, this.table);
  }

  onRevocation(id: string, options: OnRevocationOptions = {}): RevocationFollower {
    this.stream ??= new RevocationStream(this, 'Stream', {
      revocationTable: this,
      tableStreamArn: this.table.tableStreamArn ?? '',
      functionOptions: this.functionOptions,
    });
    return this.stream.follow(id, options);
  }

  /**
   * A metric of the deployment: its sum in five minutes, unless the options say otherwise. What DynamoDB reports of the table has
   * methods of its own: `table.metric…()`.
   *
   * @param metricName - one of those in docs/runbook.md
   * @param options - `dimensionsMap` tells more than the deployment, such as `{ Reason: 'revoked' }`
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return deploymentMetric(this, this, metricName, options);
  }

  /** Reads and writes that DynamoDB did not take at once, in this Region: their sum in five minutes, and 0 if there were none. */
  metricThrottles(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return tableThrottles(this, this, options);
  }

  grantLookup(grantee: iam.IGrantable): iam.Grant {
    return this.table.grant(grantee, ...LOOKUP);
  }

  grantRevoke(grantee: iam.IGrantable): iam.Grant {
    rememberRevoker(this, grantee);
    return this.table.grant(grantee, ...LOOKUP, ...REVOKE);
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const TABLE_NAME = /^[\w.-]{3,255}$/;

const LOOKUP = ['dynamodb:BatchGetItem'];
const REVOKE = ['dynamodb:PutItem'];

class ExistingRevocationTable extends Construct implements IRevocationTable {
  readonly tableName: string;
  readonly tableArn: string;
  private readonly table: dynamodb.ITableV2;

  constructor(scope: Construct, id: string, tableName: string) {
    super(scope, id);
    if (!Token.isUnresolved(tableName) && !TABLE_NAME.test(tableName)) {
      throw new Error(`tableName: got ${JSON.stringify(tableName)}; allowed: the name of a table, and not its ARN`);
    }
    this.table = dynamodb.TableV2.fromTableName(this, 'Table', tableName);
    this.tableName = this.table.tableName;
    this.tableArn = this.table.tableArn;
  }

  onRevocation(): RevocationFollower {
    throw new Error(
      `${this.node.path}: the stream of a table that is only named is not known, so nothing can follow it: call onRevocation(), ` +
        'and make LiveConnections, LiveSubscriptions and RevocationEvents, in the app that makes the RevocationTable',
    );
  }

  grantLookup(grantee: iam.IGrantable): iam.Grant {
    return this.table.grant(grantee, ...LOOKUP);
  }

  grantRevoke(grantee: iam.IGrantable): iam.Grant {
    rememberRevoker(this, grantee);
    return this.table.grant(grantee, ...LOOKUP, ...REVOKE);
  }
}

class RevocationTableReplica extends ExistingRevocationTable {
  override onRevocation(): RevocationFollower {
    throw new Error(
      `${this.node.path}: a replica is followed where its table was made, which learns of every revocation: call onRevocation(), and ` +
        'make LiveConnections, LiveSubscriptions and RevocationEvents, there',
    );
  }

  override grantRevoke(): iam.Grant {
    throw new Error(
      `${this.node.path}: a replica is read only, as sign-outs that are recorded in two Regions at once could undo each other: ` +
        'make TokenRevocation, SignOutApi, SignOutEvents and Sessions where the user pool is',
    );
  }
}

/**
 * Whether it is said to be a replica: then the user pool is in another Region.
 *
 * @internal
 */
export function isReplica(table: IRevocationTable): boolean {
  return table instanceof RevocationTableReplica;
}
