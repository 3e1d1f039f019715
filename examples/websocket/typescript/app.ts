// A WebSocket API that lets no signed-out token connect, and whose open connections end with their session.

import {
  App,
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  aws_cognito as cognito,
  aws_lambda as lambda,
} from 'aws-cdk-lib';
import { LiveConnections, Monitoring, TokenRevocation } from 'cognito-sign-out';

const stack = new Stack(new App(), 'WebSocketExample');

const userPool = new cognito.UserPool(stack, 'UserPool', {
  selfSignUpEnabled: true,
  signInAliases: { email: true },
  // So that `cdk destroy` leaves nothing behind. Not where there are real users.
  removalPolicy: RemovalPolicy.DESTROY,
});
const client = userPool.addClient('Web', {
  authFlows: { userSrp: true, userPassword: true },
  disableOAuth: true,
  enableTokenRevocation: true,
  preventUserExistenceErrors: true,
  accessTokenValidity: Duration.minutes(15),
  idTokenValidity: Duration.minutes(15),
});

const { authorizer, revocationTable, signOutApi } = new TokenRevocation(stack, 'TokenRevocation', {
  // In an app that somebody operates: Monitoring.alarms({ email: 'ops@example.com' }).
  monitoring: Monitoring.none('an example'),
  userPool,
  userPoolClients: [client],
  // As above: by default the table stays, for without it signed-out tokens are accepted again.
  deletionProtection: false,
});

const chat = new lambda.Function(stack, 'Chat', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline(`
    exports.handler = async (event) => {
      // What the authorizer told of the caller as the connection was opened.
      const { sub, username, sessionId } = event.requestContext.authorizer;
      return { statusCode: 200, body: JSON.stringify({ said: event.body, by: { sub, username, sessionId } }) };
    };
  `),
});

// With routes of your own; `$connect` and `$disconnect` are added if they are not there.
const api = new apigatewayv2.WebSocketApi(stack, 'Api', { apiName: 'chat' });
api.addRoute('$default', {
  integration: new integrations.WebSocketLambdaIntegration('Chat', chat),
  returnResponse: true,
});
new LiveConnections(stack, 'LiveConnections', { authorizer, revocationTable }).protectWebSocketApi(api);
const stage = new apigatewayv2.WebSocketStage(stack, 'Stage', {
  webSocketApi: api,
  stageName: 'v1',
  autoDeploy: true,
});

new CfnOutput(stack, 'UserPoolId', { value: userPool.userPoolId });
new CfnOutput(stack, 'UserPoolClientId', { value: client.userPoolClientId });
// A browser connects with new WebSocket(url, ['bearer', accessToken]).
new CfnOutput(stack, 'ChatUrl', { value: stage.url });
new CfnOutput(stack, 'SignOutApiUrl', { value: signOutApi.url });
