import {
  Duration,
  Stack,
  type aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  type aws_appsync as appsync,
  type aws_cloudwatch as cloudwatch,
  type aws_lambda as lambda,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { METRIC } from '../../lambda/metrics';
import { AUTHORIZER_TIMEOUT, type RevocationAuthorizer } from '../authorizer/revocation-authorizer';
import { WebSocketRevocationAuthorizer } from '../authorizer/web-socket-authorizer';
import { acknowledge } from '../functions/acknowledge';
import { createDeadLetters } from '../functions/dead-letters';
import type { RevocationFollower } from '../followers/revocation-follower';
import type { FunctionOptionsProps } from '../functions/function-options';
import { letLookUp } from '../functions/revocation-access';
import { createWorkQueue } from '../functions/work-queue';
import { DeploymentPart } from '../monitoring/deployment-part';
import { once } from '../once';
import type { IRevocationTable } from '../revocation-table';
import type { Sessions } from '../sessions/sessions';
import {
  createConnectionFunction,
  letEndLater,
  type ConnectionFunctionProps,
  type ConnectionFunctions,
} from './connection-functions';
import { grantConnectionManagement, isConnectionManagementGranted } from './connection-management';
import { createConnectionTable } from './connection-table';
import { validateDefaultEndpoint } from './default-endpoint';
import { ATTEMPTS, QUEUE_TIMEOUT, createQueueEnder, createRevocationEnder } from './ending-functions';
import { LiveSubscriptions, type ProtectedSubscriptions } from './live-subscriptions';
import { subprotocolsEnvironment, type ProtectedWebSocketOptions } from './subprotocols';
import { putInFront, routeOf, validateRoutes } from './web-socket-routes';

/** Properties of {@link LiveConnections}. */
export interface LiveConnectionsProps extends FunctionOptionsProps {
  /** Decides who may connect. */
  readonly authorizer: RevocationAuthorizer;

  /** Where the revocations are. Each ends connections, as it is handed on. */
  readonly revocationTable: IRevocationTable;

  /**
   * Registers the session of whoever opens a WebSocket, such as `tokenRevocation.sessions`.
   *
   * @default - opening a WebSocket registers no session
   */
  readonly registerOnConnect?: Sessions;
}

/** API Gateway gives up on an integration after 29 s. */
const GATEWAY_TIMEOUT = Duration.seconds(29);
/** Adds connections to the table, and removes them. */
const WRITE = 'dynamodb:BatchWriteItem';

/**
 * Ends open WebSocket connections when their session is signed out, whoever does that, and when their token expires.
 * A gateway authorizes a connection when it is opened, and API Gateway lets it live for up to two hours.
 */
export class LiveConnections extends DeploymentPart {
  /** Connections that could not be ended, for two weeks. */
  readonly deadLetterQueue: sqs.Queue;

  /** Is raised until there is none in the queue. It is one of the `alarms` of the table's `TokenRevocation`. */
  readonly alarm: cloudwatch.Alarm;

  /** Revocations, as they are handed on to this construct; those whose connections could not be searched for are its dead letters. */
  readonly follower: RevocationFollower;

  private readonly authorizer: RevocationAuthorizer;
  private readonly revocationTable: IRevocationTable;
  private readonly sessions: Sessions | undefined;
  /** What ends subscriptions, by the stack of the APIs. */
  private readonly subscriptions = new Map<Stack, LiveSubscriptions>();
  private readonly functions: ConnectionFunctions;
  /** The functions behind `$connect`, by what they are told of subprotocols. */
  private readonly connects = new Map<string, lambda.Function>();
  /** The authorizers in front of a `$connect` that is not ours, by their options. */
  private readonly admissions = new Map<string, WebSocketRevocationAuthorizer>();
  private readonly disconnect: lambda.Function;
  private readonly enders: readonly lambda.Function[];

  constructor(scope: Construct, id: string, props: LiveConnectionsProps) {
    super(scope, id, props);
    this.authorizer = props.authorizer;
    this.revocationTable = props.revocationTable;
    this.sessions = props.registerOnConnect;
    const { deadLetterQueue, alarm } = createDeadLetters(
      this,
      'Open connections could not be ended: see docs/runbook.md, `connection_not_ended`',
      props.revocationTable,
    );
    this.deadLetterQueue = deadLetterQueue;
    this.alarm = alarm;
    const table = createConnectionTable(this, 'Table');
    acknowledge(table, 'AwsSolutions-DDB3', 'What it holds is of no use two hours later.');
    const queue = createWorkQueue(this, 'Queue', { timeout: QUEUE_TIMEOUT, deadLetterQueue, attempts: ATTEMPTS });

    const { revocationTable, functionOptions } = props;
    this.functions = { scope: this, revocationTable, table, queue, functionOptions };
    this.disconnect = createConnectionFunction(this.functions, 'Disconnect', {
      bundle: 'websocket-disconnect',
      description: 'Forgets WebSocket connections',
      timeout: GATEWAY_TIMEOUT,
      actions: [WRITE],
    });
    const { ender, follower } = createRevocationEnder(this.functions, this.revocationTable);
    this.follower = follower;
    this.enders = [ender, createQueueEnder(this.functions)];
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
   * @throws Error if it is not defined in this app, is protected already, or its `$connect` has an authorizer
   */
  protectWebSocketApi(webSocketApi: apigatewayv2.WebSocketApi, options: ProtectedWebSocketOptions = {}): void {
    if (isConnectionManagementGranted(webSocketApi, 'DELETE')) {
      throw new Error(`webSocketApi: ${webSocketApi.node.path} is protected already; allowed: once, with all options`);
    }
    validateDefaultEndpoint(webSocketApi);
    validateRoutes(webSocketApi, '$connect', '$disconnect');
    const theirs = routeOf(webSocketApi, '$connect');
    if (theirs === undefined) this.addConnectRoute(webSocketApi, options);
    else putInFront(this.admission(options), { resource: theirs, webSocketApi });
    if (routeOf(webSocketApi, '$disconnect') === undefined) this.addDisconnectRoute(webSocketApi);
    grantConnectionManagement(webSocketApi, 'DELETE', this.enders);
  }

  /**
   * Protects an AppSync API: ends its subscriptions, which are connections as well. See {@link LiveSubscriptions.protect},
   * and use that construct alone if you have no WebSocket API. What ends them is made in the API's stack, once for all APIs of
   * that stack.
   *
   * @param graphqlApi - with the authorizer as its default mode, and IAM as an additional one
   */
  protectGraphqlApi(graphqlApi: appsync.GraphqlApi, options: ProtectedSubscriptions): void {
    const { functionOptions } = this.functions;
    const stack = Stack.of(graphqlApi);
    const subscriptions = once(this.subscriptions, stack, () => {
      const isOurs = stack === Stack.of(this);
      const id = isOurs ? 'Subscriptions' : `LiveSubscriptions${this.node.addr.slice(-8)}`;
      return new LiveSubscriptions(isOurs ? this : stack, id, {
        revocationTable: this.revocationTable,
        revocationDelay: this.authorizer.revocationDelay,
        ...(functionOptions !== undefined && { functionOptions }),
      });
    });
    subscriptions.protect(graphqlApi, options);
  }

  /** Connections that were to end, by `dimensionsMap: { Outcome: … }` for what became of one: see docs/runbook.md. */
  metricConnections(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.connections, options);
  }

  /** WebSocket connections that were let in. */
  metricConnectionsOpened(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.connectionsOpened, options);
  }

  /** WebSocket connections that have closed, for whatever reason, as far as `$disconnect` is this construct's and is delivered. */
  metricConnectionsClosed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.connectionsClosed, options);
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
      return this.registering(id, { bundle: 'websocket-connect', description, timeout: GATEWAY_TIMEOUT, environment });
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
      const admission = this.registering(id, {
        bundle: 'websocket-admission',
        description: 'Rejects signed-out Cognito tokens, and registers WebSocket connections',
        timeout: AUTHORIZER_TIMEOUT,
        environment,
      });
      return new WebSocketRevocationAuthorizer(`RevocationAuthorizer${this.node.addr.slice(-8)}`, admission);
    });
  }

  /** A function that registers connections, and looks up whether they are revoked. */
  private registering(id: string, props: Omit<ConnectionFunctionProps, 'actions'>): lambda.Function {
    const made = createConnectionFunction(this.functions, id, { ...props, actions: [WRITE] });
    letLookUp(this.revocationTable, made);
    letEndLater(this.functions, made);
    this.sessions?._letRegister(made);
    return made;
  }
}
