// The user pool, what signs out, and an API, each in a stack of its own: each may be deployed, and have its owner, by itself.

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
import { Monitoring, type RevocationAuthorizer, TokenRevocation } from 'cognito-sign-out';
import type { Construct } from 'constructs';

class UserPoolStack extends Stack {
  readonly userPool: cognito.UserPool;
  readonly client: cognito.UserPoolClient;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.userPool = new cognito.UserPool(this, 'UserPool', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      // So that `cdk destroy` leaves nothing behind. Not where there are real users.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.client = this.userPool.addClient('Web', {
      authFlows: { userSrp: true, userPassword: true },
      disableOAuth: true,
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
    });
    new CfnOutput(this, 'UserPoolId', { value: this.userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: this.client.userPoolClientId });
  }
}

class TokenRevocationStack extends Stack {
  readonly authorizer: RevocationAuthorizer;

  constructor(scope: Construct, id: string, { userPool, client }: UserPoolStack) {
    super(scope, id);
    const { authorizer, signOutApi } = new TokenRevocation(this, 'TokenRevocation', {
      // In an app that somebody operates: Monitoring.alarms({ email: 'ops@example.com' }).
      monitoring: Monitoring.none('an example'),
      userPool,
      userPoolClients: [client],
      // As above: by default the table stays, for without it signed-out tokens are accepted again.
      deletionProtection: false,
    });
    this.authorizer = authorizer;
    new CfnOutput(this, 'SignOutApiUrl', { value: signOutApi.url });
  }
}

class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, authorizer: RevocationAuthorizer) {
    super(scope, id);
    const orders = new lambda.Function(this, 'Orders', {
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
    // The authorizer that is made for this API is made here, so that the stack of the revocation does not need this one.
    const api = new apigatewayv2.HttpApi(this, 'Api', {
      apiName: 'orders',
      defaultAuthorizer: authorizer.httpAuthorizer(),
    });
    api.addRoutes({
      path: '/orders',
      methods: [apigatewayv2.HttpMethod.GET, apigatewayv2.HttpMethod.POST],
      integration: new integrations.HttpLambdaIntegration('Orders', orders),
    });
    new CfnOutput(this, 'OrdersUrl', { value: `${api.apiEndpoint}/orders` });
  }
}

const app = new App();
const userPoolStack = new UserPoolStack(app, 'SeveralStacksUserPool');
const { authorizer } = new TokenRevocationStack(app, 'SeveralStacksTokenRevocation', userPoolStack);
new OrdersStack(app, 'SeveralStacksOrders', authorizer);
