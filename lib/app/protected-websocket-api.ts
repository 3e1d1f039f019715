import {
  Duration,
  Stack,
  Validations,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { connectionManagementEnvironment, grantConnectionManagement } from '../connections/connection-management';
import type { LiveConnections } from '../connections/live-connections';
import { createBundledFunction } from '../functions/bundled-function';
import type { IRevocationTable } from '../revocation-table';

/** Properties of {@link ProtectedWebSocketApi}. */
export interface ProtectedWebSocketApiProps {
  /** Decides who may connect, and ends what is signed out. */
  readonly liveConnections: LiveConnections;

  /** Of the deployment that it is part of. */
  readonly revocationTable: IRevocationTable;
}

const STAGE = 'v1';

/** The smallest protected WebSocket API: sends each text frame back. Shows what to do in an API of one's own. */
export class ProtectedWebSocketApi extends Construct {
  /** Where it is, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { liveConnections, revocationTable }: ProtectedWebSocketApiProps) {
    super(scope, id);
    const api = new apigatewayv2.WebSocketApi(this, 'Api', {
      apiName: 'cognito-sign-out',
      description: 'The smallest WebSocket API whose connections end with their session',
    });
    const echo = createBundledFunction(this, 'Echo', {
      bundle: 'websocket-echo',
      revocationTable,
      description: 'Sends frames back',
      environment: connectionManagementEnvironment(Stack.of(this)),
      timeout: Duration.seconds(10),
    });
    grantConnectionManagement(api, 'POST', [echo]);
    liveConnections.protectWebSocketApi(api);
    const frames = api.addRoute('$default', {
      integration: new integrations.WebSocketLambdaIntegration('Echo', echo),
    });
    const stage = new apigatewayv2.WebSocketStage(this, 'Stage', {
      webSocketApi: api,
      stageName: STAGE,
      autoDeploy: true,
    });
    this.url = stage.url;

    Validations.of(frames).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'Only $connect can have an authorizer; nobody reaches another route without it.',
    });
    Validations.of(stage).acknowledge({
      id: 'AwsSolutions-APIG1',
      reason: 'The functions log every refusal and fault; whether to pay for every request is for the owner.',
    });
  }
}
