import {
  Duration,
  Stack,
  type aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  type aws_appsync as appsync,
  type aws_cloudwatch as cloudwatch,
  type aws_dynamodb as dynamodb,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { once } from '../once';
import { AUTHORIZER_TIMEOUT, type RevocationAuthorizer } from '../authorizer/revocation-authorizer';
import { WebSocketRevocationAuthorizer } from '../authorizer/web-socket-authorizer';
import { acknowledge } from '../functions/acknowledge';
import { createBundledFunction } from '../functions/bundled-function';
import { createDeadLetters } from '../functions/dead-letters';
import type { FunctionOptions, FunctionOptionsProps } from '../functions/function-options';
import { letLookUp } from '../functions/revocation-access';
import type { IRevocationTable } from '../revocation-table';
import {
  connectionManagementEnvironment,
  grantConnectionManagement,
  isConnectionManagementGranted,
} from './connection-management';
import { createConnectionTable, grantConnections } from './connection-table';
import { validateDefaultEndpoint } from './default-endpoint';
import { LiveSubscriptions, type ProtectedSubscriptions } from './live-subscriptions';
import { streamOf } from './stream';
import { subprotocolsEnvironment, type ProtectedWebSocketOptions } from './subprotocols';
import { putInFront, routeOf } from './web-socket-routes';

/** Properties of {@link LiveConnections}. */
export interface LiveConnectionsProps extends FunctionOptionsProps {
  /** Decides who may connect. */
  readonly authorizer: RevocationAuthorizer;

  /** Where the revocations are. Its stream ends connections. */
  readonly revocationTable: IRevocationTable;
}

/** API Gateway gives up on an integration after 29 s. */
const GATEWAY_TIMEOUT = Duration.seconds(29);
/** Enough for ten thousand connections at once. */
const ENDING_TIMEOUT = Duration.minutes(5);
/** So often the stream's function and the queue deliver what fails: for some minutes. */
const ATTEMPTS = 10;

/**
 * Ends open WebSocket connections when their session is signed out, whoever does that, and when their token expires.
 * A gateway authorizes a connection when it is opened, and API Gateway lets it live for up to two hours.
 */
export class LiveConnections extends Construct {
  /** Connections that could not be ended, and records of the stream that could not be handled, for two weeks. */
  readonly deadLetterQueue: sqs.Queue;

  /** Is raised until there is none in the queue. It has no actions: add yours, such as a mail. */
  readonly alarm: cloudwatch.Alarm;

  private readonly authorizer: RevocationAuthorizer;
  private readonly revocationTable: IRevocationTable;
  private readonly functionOptions: FunctionOptions | undefined;
  /** What ends subscriptions, by the stack of the APIs. */
  private readonly subscriptions = new Map<Stack, LiveSubscriptions>();
  private readonly table: dynamodb.TableV2;
  private readonly queue: sqs.Queue;
  /** The functions behind `$connect`, by what they are told of subprotocols. */
  private readonly connects = new Map<string, lambda.Function>();
  /** The authorizers in front of a `$connect` that is not ours, by their options. */
  private readonly admissions = new Map<string, WebSocketRevocationAuthorizer>();
  private readonly disconnect: lambda.Function;
  private readonly enders: readonly lambda.Function[];

  constructor(scope: Construct, id: string, props: LiveConnectionsProps) {
    super(scope, id);
    this.authorizer = props.authorizer;
    this.revocationTable = props.revocationTable;
    this.functionOptions = props.functionOptions;
    const { deadLetterQueue, alarm } = createDeadLetters(
      this,
      'Open connections could not be ended: see docs/runbook.md, `connection_not_ended`',
    );
    this.deadLetterQueue = deadLetterQueue;
    this.alarm = alarm;
    this.table = createConnectionTable(this, 'Table');
    acknowledge(this.table, 'AwsSolutions-DDB3', 'What it holds is of no use two hours later.');
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // As AWS advises: six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * GATEWAY_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: ATTEMPTS },
    });

    this.disconnect = this.createFunction(
      'Disconnect',
      'websocket-disconnect',
      'Forgets WebSocket connections',
      GATEWAY_TIMEOUT,
    );
    grantConnections(this.table, this.disconnect, 'dynamodb:BatchWriteItem');
    this.enders = [this.createStreamFunction(), this.createQueueFunction()];
  }

  /**
   * Protects a WebSocket API: puts the authorizer in front of `$connect`, and adds this route and `$disconnect` where the API
   * does not have them. The other routes, such as `$default`, are yours; they find who is connected in
   * `event.requestContext.authorizer`.
   *
   * A `$connect` of the API's own keeps its integration, which is called for those whom the authorizer lets in. To a browser it
   * has to answer the header `Sec-WebSocket-Protocol` with `event.requestContext.authorizer.subprotocol`, if that is there. A
   * `$disconnect` of its own is left as it is: then a connection that has ended is forgotten when its token expires, after two
   * hours, or when it was to end.
   *
   * @param webSocketApi - of this Region, in whatever stack, with its default endpoint. Routes `$connect` and `$disconnect` of its
   *   own have to be there before, and the first must have no authorizer.
   * @throws Error if it is protected already, or its `$connect` has an authorizer
   */
  protectWebSocketApi(webSocketApi: apigatewayv2.WebSocketApi, options: ProtectedWebSocketOptions = {}): void {
    if (isConnectionManagementGranted(webSocketApi, 'DELETE')) {
      throw new Error(`webSocketApi: ${webSocketApi.node.path} is protected already; allowed: once, with all options`);
    }
    validateDefaultEndpoint(webSocketApi);
    const theirs = routeOf(webSocketApi, '$connect');
    if (theirs === undefined) this.addConnectRoute(webSocketApi, options);
    else putInFront(this.admission(options), { resource: theirs, webSocketApi });
    if (routeOf(webSocketApi, '$disconnect') === undefined) this.addDisconnectRoute(webSocketApi);
    grantConnectionManagement(webSocketApi, 'DELETE', this.enders);
  }

  /**
   * Protects an AppSync API: ends its subscriptions, which are connections as well. See {@link LiveSubscriptions.protect},
   * and use that construct alone if you have no WebSocket API. What ends them is made in the API's stack, once for all APIs of
   * that stack; it is one reader of the revocation table's stream, which takes two, and this construct is the other.
   *
   * @param graphqlApi - with the authorizer as its default mode, and IAM as an additional one
   */
  protectGraphqlApi(graphqlApi: appsync.GraphqlApi, options: ProtectedSubscriptions): void {
    const stack = Stack.of(graphqlApi);
    const subscriptions = once(this.subscriptions, stack, () => {
      const isOurs = stack === Stack.of(this);
      const id = isOurs ? 'Subscriptions' : `LiveSubscriptions${this.node.addr.slice(-8)}`;
      return new LiveSubscriptions(isOurs ? this : stack, id, {
        revocationTable: this.revocationTable,
        revocationDelay: this.authorizer.revocationDelay,
        ...(this.functionOptions !== undefined && { functionOptions: this.functionOptions }),
      });
    });
    subscriptions.protect(graphqlApi, options);
  }

  private addConnectRoute(webSocketApi: apigatewayv2.WebSocketApi, options: ProtectedWebSocketOptions): void {
    webSocketApi.addRoute('$connect', {
      integration: new integrations.WebSocketLambdaIntegration('Connect', this.connectFunction(options)),
      authorizer: this.authorizer.webSocketAuthorizer(options),
    });
  }

  private addDisconnectRoute(webSocketApi: apigatewayv2.WebSocketApi): void {
    const disconnect = webSocketApi.addRoute('$disconnect', {
      integration: new integrations.WebSocketLambdaIntegration('Disconnect', this.disconnect),
    });
    acknowledge(
      disconnect,
      'AwsSolutions-APIG4',
      'Only $connect can have an authorizer; nobody reaches another route without it.',
    );
  }

  /** Has its subprotocols in its environment: one function for all APIs that have the same. */
  private connectFunction({ subprotocols }: ProtectedWebSocketOptions): lambda.Function {
    const environment = subprotocolsEnvironment(subprotocols);
    const id = ['Connect', ...Object.values(environment)].join(':');
    return once(this.connects, id, () => {
      const description = 'Registers WebSocket connections';
      const connect = this.createFunction(id, 'websocket-connect', description, GATEWAY_TIMEOUT, environment);
      this.letRegister(connect);
      return connect;
    });
  }

  /** Decides and registers at once, where what comes after it is not ours: one for all APIs that have the same options. */
  private admission({
    subprotocols,
    allowQueryToken = false,
  }: ProtectedWebSocketOptions): WebSocketRevocationAuthorizer {
    const protocols = subprotocolsEnvironment(subprotocols);
    const id = ['Admission', ...(allowQueryToken ? ['query'] : []), ...Object.values(protocols)].join(':');
    return once(this.admissions, id, () => {
      const environment = {
        ...this.authorizer._environment,
        ...protocols,
        [ENVIRONMENT.allowQueryToken]: String(allowQueryToken),
      };
      const description = 'Rejects signed-out Cognito tokens, and registers WebSocket connections';
      const admission = this.createFunction(id, 'websocket-admission', description, AUTHORIZER_TIMEOUT, environment);
      this.letRegister(admission);
      return new WebSocketRevocationAuthorizer(`RevocationAuthorizer${this.node.addr.slice(-8)}`, admission);
    });
  }

  private letRegister(grantee: lambda.Function): void {
    letLookUp(this.revocationTable, grantee);
    grantConnections(this.table, grantee, 'dynamodb:BatchWriteItem');
    this.grantEndLater(grantee);
  }

  private createFunction(
    id: string,
    bundle: Parameters<typeof createBundledFunction>[2]['bundle'],
    description: string,
    timeout: Duration,
    environment: Readonly<Record<string, string>> = {},
  ): lambda.Function {
    const { functionOptions } = this;
    return createBundledFunction(this, id, { bundle, description, environment, timeout, functionOptions });
  }

  private createStreamFunction(): lambda.Function {
    const description = 'Ends WebSocket connections that are signed out';
    const environment = connectionManagementEnvironment(Stack.of(this));
    const ender = this.createFunction('End', 'end-connections', description, ENDING_TIMEOUT, environment);
    grantConnections(this.table, ender, 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:BatchWriteItem');
    this.grantEndLater(ender);
    const streamArn = streamOf(this.revocationTable);
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
    ender.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`),
        resources: [streamArn],
      }),
    );
    const { queueArn } = this.deadLetterQueue;
    this.deadLetterQueue.grant(ender, 'sqs:SendMessage');
    const source = new lambda.EventSourceMapping(this, 'Stream', {
      target: ender,
      eventSourceArn: streamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      parallelizationFactor: 10,
      // What DynamoDB deletes when it has expired revokes nothing.
      filters: [lambda.FilterCriteria.filter({ eventName: lambda.FilterRule.or('INSERT', 'MODIFY') })],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: ATTEMPTS,
      // CDK's own destination would let the function ask for the queue's address and attributes as well.
      onFailure: { bind: () => ({ destination: queueArn }) },
    });
    return rightsFirst(ender, source);
  }

  private createQueueFunction(): lambda.Function {
    const description = 'Ends WebSocket connections whose token has expired, or that could not be ended at once';
    const environment = connectionManagementEnvironment(Stack.of(this));
    const ender = this.createFunction('EndDue', 'end-due-connections', description, GATEWAY_TIMEOUT, environment);
    grantConnections(this.table, ender, 'dynamodb:GetItem', 'dynamodb:BatchWriteItem');
    this.grantEndLater(ender);
    // It sends to the queue that invokes it, once a second and more often than Lambda would let it: 16 times.
    (ender.node.defaultChild as lambda.CfnFunction).recursiveLoop = lambda.RecursiveLoop.ALLOW;
    this.queue.grant(ender, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    const source = new lambda.EventSourceMapping(this, 'Due', {
      target: ender,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
    return rightsFirst(ender, source);
  }

  private grantEndLater(grantee: lambda.Function): void {
    grantee.addEnvironment(ENVIRONMENT.endingQueueUrl, this.queue.queueUrl);
    this.queue.grant(grantee, 'sqs:SendMessage');
  }
}

/** Lambda refuses a source that the function may not read yet. */
function rightsFirst(ender: lambda.Function, source: lambda.EventSourceMapping): lambda.Function {
  const policy = ender.role?.node.tryFindChild('DefaultPolicy');
  if (policy !== undefined) source.node.addDependency(policy);
  return ender;
}
