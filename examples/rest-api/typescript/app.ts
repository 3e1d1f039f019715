// A REST API whose every method rejects signed-out tokens.

import {
  App,
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  aws_apigateway as apigateway,
  aws_cognito as cognito,
  aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Monitoring, TokenRevocation } from 'cognito-sign-out';

const stack = new Stack(new App(), 'RestApiExample');

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
      const { sub, username, sessionId } = event.requestContext.authorizer;
      return {
        statusCode: 200,
        headers: { 'Access-Control-Allow-Origin': '*' },
        body: JSON.stringify({ orders: [], calledBy: { sub, username, sessionId } }),
      };
    };
  `),
});

const api = new apigateway.RestApi(stack, 'Api', {
  restApiName: 'orders',
  endpointTypes: [apigateway.EndpointType.REGIONAL],
  // A setting of the whole account, and no business of an API.
  cloudWatchRole: false,
  defaultMethodOptions: { authorizer: authorizer.restAuthorizer() },
  defaultCorsPreflightOptions: { allowOrigins: ['*'], allowHeaders: ['authorization', 'content-type'] },
});
// So that a browser can read a 401.
authorizer.addErrorResponses(api);
const resource = api.root.addResource('orders');
resource.addMethod('GET', new apigateway.LambdaIntegration(orders));
resource.addMethod('POST', new apigateway.LambdaIntegration(orders));

new CfnOutput(stack, 'UserPoolId', { value: userPool.userPoolId });
new CfnOutput(stack, 'UserPoolClientId', { value: client.userPoolClientId });
new CfnOutput(stack, 'OrdersUrl', { value: api.urlForPath('/orders') });
new CfnOutput(stack, 'SignOutApiUrl', { value: signOutApi.url });
