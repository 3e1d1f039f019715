// An HTTP API whose every route rejects signed-out tokens.

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
import { Monitoring, TokenRevocation } from 'cognito-sign-out';

const stack = new Stack(new App(), 'HttpApiExample');

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

const { authorizer, signOutApi } = new TokenRevocation(stack, 'TokenRevocation', {
  // In an app that somebody operates: Monitoring.alarms({ email: 'ops@example.com' }).
  monitoring: Monitoring.none('an example'),
  userPool,
  userPoolClients: [client],
  // As above: by default the table stays, for without it signed-out tokens are accepted again.
  deletionProtection: false,
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
  corsPreflight: {
    allowOrigins: ['*'],
    allowMethods: [apigatewayv2.CorsHttpMethod.GET, apigatewayv2.CorsHttpMethod.POST],
    allowHeaders: ['authorization', 'content-type'],
  },
});
api.addRoutes({
  path: '/orders',
  methods: [apigatewayv2.HttpMethod.GET, apigatewayv2.HttpMethod.POST],
  integration: new integrations.HttpLambdaIntegration('Orders', orders),
});

new CfnOutput(stack, 'UserPoolId', { value: userPool.userPoolId });
new CfnOutput(stack, 'UserPoolClientId', { value: client.userPoolClientId });
new CfnOutput(stack, 'OrdersUrl', { value: `${api.apiEndpoint}/orders` });
new CfnOutput(stack, 'SignOutApiUrl', { value: signOutApi.url });
