// An HTTP API for the users of a pool that exists already, and of which nothing is changed:
// cdk deploy -c userPoolId=us-east-1_AbCd12345 -c userPoolClientIds=1example23456789,2example23456789

import {
  App,
  CfnOutput,
  Duration,
  Stack,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  aws_cognito as cognito,
  aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Monitoring, TokenRevocation } from 'cognito-sign-out';

const app = new App();
// In the Region of the pool.
const stack = new Stack(app, 'ExistingPoolExample');

/** What `-c name=value` says, or the context in cdk.json. */
const given = (name: string) => String(app.node.getContext(name));

const userPool = cognito.UserPool.fromUserPoolId(stack, 'UserPool', given('userPoolId'));
// Each must have token revocation on: `npx cognito-sign-out adopt` sees to it.
const clients = given('userPoolClientIds')
  .split(',')
  .map((id) => cognito.UserPoolClient.fromUserPoolClientId(stack, `Client${id}`, id));

// Warns that the pool may remember devices, which CDK can't see: the warning says what to do.
const { authorizer, signOutApi } = new TokenRevocation(stack, 'TokenRevocation', {
  // In an app that somebody operates: Monitoring.alarms({ email: 'ops@example.com' }).
  monitoring: Monitoring.none('an example'),
  userPool,
  userPoolClients: clients,
  // The longest that any of the clients has had: sign-outs are kept for so long and a day. CDK can't see it either, and
  // would have them kept for 10 years.
  refreshTokenValidity: Duration.days(30),
});

const orders = new lambda.Function(stack, 'Orders', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline(`
    exports.handler = async (event) => {
      // What the authorizer tells of the caller.
      const { sub, username, sessionId } = event.requestContext.authorizer.lambda;
      return { statusCode: 200, body: JSON.stringify({ orders: [], calledBy: { sub, username, sessionId } }) };
    };
  `),
});

const api = new apigatewayv2.HttpApi(stack, 'Api', {
  apiName: 'orders',
  defaultAuthorizer: authorizer.httpAuthorizer(),
});
api.addRoutes({
  path: '/orders',
  methods: [apigatewayv2.HttpMethod.GET, apigatewayv2.HttpMethod.POST],
  integration: new integrations.HttpLambdaIntegration('Orders', orders),
});

new CfnOutput(stack, 'OrdersUrl', { value: `${api.apiEndpoint}/orders` });
new CfnOutput(stack, 'SignOutApiUrl', { value: signOutApi.url });
