import { CfnParameter, Stack, aws_appsync as appsync } from 'aws-cdk-lib';

import { LiveSubscriptions } from '../../../lib';
import { schemaWith, subscribableApi } from '../../support/graphql-api';
import { otherApp } from '../../support/other-app';

/** An API of an owner, with the resolvers of some fields, of which these are to be protected. */
function protectedApi(fields: readonly string[], subscriptionFields: string[]) {
  const { app, stack, client, revocation } = otherApp();
  const { authorizer, revocationTable } = revocation([client('Web')]);
  const api = subscribableApi(stack, 'Orders', { authorizer, fields });
  new LiveSubscriptions(stack, 'Live', { revocationTable }).protect(api, { subscriptionFields });
  const [schema] = api.node.findAll().filter((child) => child instanceof appsync.CfnGraphQLSchema);
  if (schema === undefined) throw new Error('the API has no schema');
  return { app, stack, api, schema };
}

const PASSING = 'export const request = () => ({ payload: null }); export const response = () => null;';

describe('the mutations that end subscriptions', () => {
  const inSchema = (mutations: string) => {
    const { app, schema } = protectedApi(['onOrder'], ['onOrder']);
    schema.definition = `type Query { a: String } type Subscription { onOrder: String } ${mutations}`;
    return () => app.synth();
  };

  it('are needed', () => {
    const synthesize = inSchema('type Mutation { endSubscriptions(key: String): Boolean @aws_iam }');

    expect(synthesize).toThrow(
      'the schema of Other/Orders has no mutation endExpiredSubscriptions; needed: that of lib/graphql/schema.graphql',
    );
    expect(synthesize).not.toThrow('mutation endSubscriptions');
  });

  it.each([
    ['no mode', ''],
    ['@aws_lambda', '@aws_lambda'],
    ['@aws_iam @aws_cognito_user_pools', '@aws_iam @aws_cognito_user_pools(cognito_groups: ["admins"])'],
  ])('are for IAM alone, and not for %s', (got, directives) => {
    const synthesize = inSchema(
      `type Mutation { endSubscriptions: Boolean ${directives} endExpiredSubscriptions: Boolean @aws_iam }`,
    );

    expect(synthesize).toThrow(
      `the schema of Other/Orders has the mutation endSubscriptions with ${got}; allowed: @aws_iam alone, or every user could call it`,
    );
    expect(synthesize).not.toThrow('endExpiredSubscriptions');
  });

  it('may be in an extension, with other directives', () => {
    expect(
      inSchema(
        'type Mutation { a: Int endSubscriptions: Boolean @other(x: "@aws_lambda") @aws_iam } ' +
          'extend type Mutation { endExpiredSubscriptions: Boolean @aws_iam }',
      ),
    ).not.toThrow();
  });
});

describe('a field that is to be protected', () => {
  it('is refused if the schema lacks it', () => {
    const { app } = protectedApi(['onOrder', 'onMessage'], ['onOrder', 'onTypo']);

    expect(() => app.synth()).toThrow(
      'subscriptionFields: onTypo of Other/Orders is not in its schema; allowed: fields of its type Subscription, which are onOrder, onMessage',
    );
  });

  it('is refused if the schema has no subscriptions', () => {
    const { app, schema } = protectedApi(['onOrder'], ['onOrder']);
    schema.definition = 'type Query { a: String }';

    expect(() => app.synth()).toThrow('which are none');
  });

  it('is refused if nothing resolves it', () => {
    const { app, schema } = protectedApi(['onOrder'], ['onMessage']);
    schema.definition = 'type Query { a: String } type Subscription { onMessage: String }';

    expect(() => app.synth()).toThrow(
      'subscriptionFields: onMessage of Other/Orders has no resolver; allowed: fields with one that calls extensions.setSubscriptionInvalidationFilter',
    );
  });

  it('is refused if its resolver sets no filter', () => {
    const { app, api, schema } = protectedApi(['onOrder'], ['onMessage']);
    schema.definition = 'type Query { a: String } type Subscription { onMessage: String }';
    api.addNoneDataSource('Other').createResolver('OnMessage', {
      typeName: 'Subscription',
      fieldName: 'onMessage',
      runtime: appsync.FunctionRuntime.JS_1_0_0,
      code: appsync.Code.fromInline(PASSING),
    });

    expect(() => app.synth()).toThrow(
      'subscriptionFields: onMessage of Other/Orders has a resolver that sets no invalidation filter',
    );
  });

  it('is refused if only another API has it', () => {
    const { app, stack, schema } = protectedApi(['onOrder'], ['onMessage']);
    schema.definition = 'type Query { a: String } type Subscription { onMessage: String }';
    const other = new appsync.GraphqlApi(stack, 'Second', {
      name: 'second',
      definition: appsync.Definition.fromSchema(schemaWith(['onMessage'])),
    });
    other.createResolver('OnMessage', {
      typeName: 'Subscription',
      fieldName: 'onMessage',
      dataSource: other.addNoneDataSource('Nothing'),
      responseMappingTemplate: appsync.MappingTemplate.fromString('$extensions.setSubscriptionInvalidationFilter()'),
      requestMappingTemplate: appsync.MappingTemplate.fromString('{}'),
    });

    expect(() => app.synth()).toThrow('onMessage of Other/Orders has no resolver');
  });

  it('is accepted if its resolver is in another stack', () => {
    const { app, api, schema } = protectedApi(['onOrder'], ['onMessage']);
    schema.definition = `${schema.definition ?? ''} extend type Subscription { onMessage: String }`;
    new appsync.CfnResolver(new Stack(app, 'Resolvers'), 'OnMessage', {
      apiId: api.apiId,
      typeName: 'Subscription',
      fieldName: 'onMessage',
      responseMappingTemplate: '$extensions.setSubscriptionInvalidationFilter($filter)',
    });

    expect(() => app.synth()).not.toThrow();
  });

  it.each<[string, (stack: Stack, schema: appsync.CfnGraphQLSchema) => void]>([
    [
      'the schema is a file elsewhere',
      (_, schema) => {
        schema.definition = undefined;
        schema.definitionS3Location = 's3://bucket/schema.graphql';
      },
    ],
    [
      'the schema is a parameter',
      (stack, schema) => {
        schema.definition = new CfnParameter(stack, 'Schema').valueAsString;
      },
    ],
  ])('is not guessed at where %s', (_, change) => {
    const { app, stack, schema } = protectedApi(['onOrder'], ['onOrder']);
    change(stack, schema);

    expect(() => app.synth()).not.toThrow();
  });

  it.each<[string, (resolver: appsync.CfnResolver) => void]>([
    [
      'its code is a file elsewhere',
      (resolver) => {
        resolver.code = undefined;
        resolver.codeS3Location = 's3://bucket/resolver.js';
      },
    ],
    [
      'it is a pipeline',
      (resolver) => {
        resolver.code = PASSING;
        resolver.kind = 'PIPELINE';
      },
    ],
  ])('is not guessed at where of its resolver %s', (_, change) => {
    const { app, api } = protectedApi(['onOrder'], ['onOrder']);
    const [resolver] = api.node
      .findAll()
      .filter((child) => child instanceof appsync.CfnResolver && child.fieldName === 'onOrder');
    change(resolver as appsync.CfnResolver);

    expect(() => app.synth()).not.toThrow();
  });
});
