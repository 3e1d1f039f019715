// An AppSync API that rejects signed-out tokens, and whose subscriptions end with their session.

import {
  App,
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  aws_appsync as appsync,
  aws_cognito as cognito,
} from 'aws-cdk-lib';
import { GraphqlSignOut, LiveSubscriptions, Monitoring, SubscriptionResolver, TokenRevocation } from 'cognito-sign-out';

const stack = new Stack(new App(), 'AppSyncExample');

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
const accepted = { userPool, userPoolClients: [client] };

const { authorizer, revocationTable, signOutApi } = new TokenRevocation(stack, 'TokenRevocation', {
  // In an app that somebody operates: Monitoring.alarms({ email: 'ops@example.com' }).
  monitoring: Monitoring.none('an example'),
  ...accepted,
  // As above: by default the table stays, for without it signed-out tokens are accepted again.
  deletionProtection: false,
});

const api = new appsync.GraphqlApi(stack, 'Api', {
  name: 'chat',
  definition: appsync.Definition.fromFile('schema.graphql'),
  authorizationConfig: {
    // The only mode for users: beside Cognito's, AppSync would accept signed-out tokens.
    defaultAuthorization: authorizer.appSyncAuthorizationMode(),
    // For the fields with @aws_iam, by which subscriptions are ended.
    additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.IAM }],
  },
});

const nothing = api.addNoneDataSource('Nothing');
for (const [typeName, fieldName, file] of [
  ['Query', 'me', 'resolvers/me.js'],
  ['Mutation', 'sendMessage', 'resolvers/send-message.js'],
] as const) {
  nothing.createResolver(fieldName, {
    typeName,
    fieldName,
    runtime: appsync.FunctionRuntime.JS_1_0_0,
    code: appsync.Code.fromAsset(file),
  });
}
const { runtime, code } = SubscriptionResolver.fromFile('resolvers/on-message.js');
nothing.createResolver('onMessage', { typeName: 'Subscription', fieldName: 'onMessage', runtime, code });

new GraphqlSignOut(stack, 'SignOut', { ...accepted, api, revocationTable });
new LiveSubscriptions(stack, 'LiveSubscriptions', { revocationTable }).protect(api, {
  subscriptionFields: ['onMessage'],
});

new CfnOutput(stack, 'UserPoolId', { value: userPool.userPoolId });
new CfnOutput(stack, 'UserPoolClientId', { value: client.userPoolClientId });
new CfnOutput(stack, 'GraphqlUrl', { value: api.graphqlUrl });
new CfnOutput(stack, 'SignOutApiUrl', { value: signOutApi.url });
