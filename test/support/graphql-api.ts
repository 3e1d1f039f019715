import { aws_appsync as appsync } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { SubscriptionResolver, type RevocationAuthorizer } from '../../lib';

/** The mutations that a protected API's schema needs. */
const ENDINGS = `
type Mutation {
  endSubscriptions(
    subscription: String!, key: String!, tokensValidAfter: AWSTimestamp!, othersValidAfter: AWSTimestamp!, exemptSession: String!
  ): Boolean! @aws_iam
  endExpiredSubscriptions(subscription: String!): Boolean! @aws_iam
}`;

/** A schema with these subscription fields. */
export function schemaWith(fields: readonly string[]): appsync.ISchema {
  const subscriptions = fields.map((field) => `  ${field}: String @aws_subscribe(mutations: ["publish"])`);
  const definition = `type Query { a: String }\n${ENDINGS}\ntype Subscription {\n${subscriptions.join('\n')}\n}\n`;
  return withDefinition(definition);
}

/** A schema by its text: CDK takes files only. */
export function withDefinition(definition: string): appsync.ISchema {
  const schema = appsync.SchemaFile.fromAsset('lib/graphql/schema.graphql');
  schema.definition = definition;
  return schema;
}

/** An owner's API with these subscription fields, each with a resolver that ends it, and with both modes. */
export function subscribableApi(
  scope: Construct,
  id: string,
  { authorizer, fields }: { readonly authorizer: RevocationAuthorizer; readonly fields: readonly string[] },
): appsync.GraphqlApi {
  const api = new appsync.GraphqlApi(scope, id, {
    name: id,
    definition: appsync.Definition.fromSchema(schemaWith(fields)),
    authorizationConfig: {
      defaultAuthorization: authorizer.appSyncAuthorizationMode(),
      additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.IAM }],
    },
  });
  const nothing = api.addNoneDataSource('Nothing');
  for (const fieldName of fields) {
    const code = SubscriptionResolver.fromFile('lib/graphql/session-notice.js');
    nothing.createResolver(fieldName, { typeName: 'Subscription', fieldName, ...code });
  }
  return api;
}
