import {
  Aspects,
  CfnResource,
  Lazy,
  NestedStack,
  Stack,
  aws_appsync as appsync,
  aws_s3_assets as assets,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { namesOf, resolverOf } from '../../support/appsync-pipeline';
import { ECHO, GUARD, SCHEMA, guardedApi } from '../../support/guarded-app';
import { resourcesOf } from '../../support/synth';

describe('fields', () => {
  it('of every root type are guarded, whenever their resolvers are added, and no others', () => {
    const { stack, guard, graphqlApi, resolve } = guardedApi();
    resolve('Query', 'a');
    guard.protect(graphqlApi);
    for (const [typeName, fieldName] of [
      ['Mutation', 'c'],
      ['Subscription', 'd'],
      ['Order', 'items'],
    ] as const)
      resolve(typeName, fieldName);
    const template = Template.fromStack(stack);

    expect(namesOf(template, 'Query', 'a')[0]).toBe(GUARD);
    expect(namesOf(template, 'Mutation', 'c')[0]).toBe(GUARD);
    expect(namesOf(template, 'Subscription', 'd')[0]).toBe(GUARD);
    expect(resolverOf(template, 'Order', 'items')?.Properties['Kind']).toBe('UNIT');
  });

  it('of root types with names of their own are, too', () => {
    const { stack, guard, graphqlApi, resolve } = guardedApi('schema { query: Reads } type Reads { a: String }');
    guard.protect(graphqlApi);
    resolve('Reads', 'a');
    resolve('Query', 'a');
    const template = Template.fromStack(stack);

    expect(namesOf(template, 'Reads', 'a')[0]).toBe(GUARD);
    expect(namesOf(template, 'Query', 'a')).toEqual([]);
  });

  it('of the subscription type that have no resolver get one', () => {
    const { stack, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    const template = Template.fromStack(stack);

    expect(namesOf(template, 'Subscription', 'd')).toEqual([GUARD]);
    expect(resourcesOf(template, 'AWS::AppSync::Resolver')).toHaveLength(1);
  });

  it('may have resolvers in other stacks, and be referred to in other ways', () => {
    const { app, guard, graphqlApi, stack } = guardedApi();
    guard.protect(graphqlApi);
    const elsewhere = new Stack(app, 'Elsewhere');
    const nested = new NestedStack(stack, 'Nested');
    const field = {
      typeName: 'Query',
      dataSourceName: 'N',
      runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
      code: 'x',
    };
    new appsync.CfnResolver(elsewhere, 'A', { ...field, apiId: graphqlApi.apiId, fieldName: 'a' });
    new appsync.CfnResolver(nested, 'B', { ...field, apiId: graphqlApi.apiId, fieldName: 'b' });
    new appsync.CfnResolver(stack, 'C', {
      ...field,
      apiId: Lazy.string({ produce: () => graphqlApi.apiId }),
      typeName: 'Mutation',
      fieldName: 'c',
    });

    for (const [template, typeName, fieldName] of [
      [Template.fromStack(elsewhere), 'Query', 'a'],
      [Template.fromStack(nested), 'Query', 'b'],
      [Template.fromStack(stack), 'Mutation', 'c'],
    ] as const) {
      const { Kind, PipelineConfig } = resolverOf(template, typeName, fieldName)?.Properties ?? {};
      expect(Kind).toBe('PIPELINE');
      expect(JSON.stringify(PipelineConfig)).toMatch(/CognitoSignOutGuardFunction/);
    }
  });

  it('are an error if something changes them once they are guarded', () => {
    const { app, guard, graphqlApi, resolve } = guardedApi();
    guard.protect(graphqlApi);
    const { node } = resolve('Query', 'a');
    (node.defaultChild as CfnResource).addPropertyOverride('PipelineConfig.Functions', ['another']);

    expect(() => app.synth()).toThrow(/Api\/Resource: Query\.a has been changed after it was guarded/);
  });

  it.each<[string, (field: CfnResource, apiId: string) => void]>([
    [
      'of a root type',
      (field) => {
        field.addPropertyOverride('TypeName', 'Query');
      },
    ],
    [
      'of the API',
      (field, apiId) => {
        field.addPropertyOverride('ApiId', apiId);
      },
    ],
  ])('are an error if only an override makes them %s', (what, override) => {
    const { app, guard, graphqlApi, nothing, api } = guardedApi();
    guard.protect(graphqlApi);
    const source = what === 'of the API' ? api('Another', SCHEMA).addNoneDataSource('Nothing') : nothing;
    const typeName = what === 'of the API' ? 'Query' : 'Order';
    const { node } = source.createResolver('Overridden', { typeName, fieldName: 'a', ...ECHO });
    override(node.defaultChild as CfnResource, graphqlApi.apiId);

    expect(() => app.synth()).toThrow(
      /Api\/Resource: Query\.a has been changed after it was guarded, or by an override/,
    );
  });

  it.each<[string, object]>([
    [
      'runtime.earlyReturn',
      {
        runtime: appsync.FunctionRuntime.JS_1_0_0,
        code: appsync.Code.fromInline(
          'export function request(ctx) { runtime.earlyReturn(ctx.args); } export const response = () => null;',
        ),
      },
    ],
    [
      '#return',
      {
        requestMappingTemplate: appsync.MappingTemplate.fromString('#return($ctx.args)'),
        responseMappingTemplate: appsync.MappingTemplate.fromString('{}'),
      },
    ],
  ])('are an error if their resolver skips its pipeline by %s', (_, handlers) => {
    const { app, guard, graphqlApi, nothing } = guardedApi();
    const step = nothing.createFunction('Step', { name: 'step', ...ECHO });
    guard.protect(graphqlApi);
    graphqlApi.createResolver('A', { typeName: 'Query', fieldName: 'a', pipelineConfig: [step], ...handlers });

    expect(() => app.synth()).toThrow(/Query\.a may return before the guard has been asked \(.*\/A\/Resource\)/);
  });

  it.each(['Code', 'DataSourceName', 'RequestMappingTemplate'])(
    'are an error if an override has the last word on what is moved: %s',
    (name) => {
      const { app, guard, graphqlApi, resolve } = guardedApi();
      guard.protect(graphqlApi);
      const { node } = resolve('Query', 'a', ECHO);
      (node.defaultChild as CfnResource).addPropertyOverride(name, 'export const request = () => null;');

      expect(() => app.synth()).toThrow(
        new RegExp(`Query\\.a has its ${name} by an override, which the guard can't move`),
      );
    },
  );

  it('of root types that an override of the schema names are guarded', () => {
    const { stack, guard, graphqlApi, resolve } = guardedApi('type Query { a: String }');
    guard.protect(graphqlApi);
    const schema = graphqlApi.node.findChild('Schema') as unknown as CfnResource;
    schema.addPropertyOverride('Definition', 'schema { query: Reads } type Reads { a: String }');
    resolve('Reads', 'a');

    expect(namesOf(Template.fromStack(stack), 'Reads', 'a')[0]).toBe(GUARD);
  });

  it('are an error if an aspect adds them later', () => {
    const { app, stack, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    let isAdded = false;
    Aspects.of(stack).add({
      visit() {
        if (isAdded) return;
        isAdded = true;
        new appsync.CfnResolver(stack, 'Late', {
          apiId: graphqlApi.apiId,
          typeName: 'Query',
          fieldName: 'b',
          dataSourceName: 'N',
        });
      },
    });

    expect(() => app.synth()).toThrow(/Query\.b has been changed after it was guarded/);
  });

  it('of a resolver that is no CfnResolver are an error', () => {
    const { app, stack, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    new CfnResource(stack, 'Plain', {
      type: 'AWS::AppSync::Resolver',
      properties: { ApiId: graphqlApi.apiId, TypeName: 'Query', FieldName: 'b' },
    });

    expect(() => app.synth()).toThrow(/Revocation\/Plain is no CfnResolver/);
  });
});

describe('subscription fields', () => {
  /** An API whose schema stands in S3. */
  function apiWithSchemaIn(definitionS3Location: (stack: Stack) => string) {
    const world = guardedApi();
    const { stack, userPool } = world;
    const api = new appsync.CfnGraphQLApi(stack, 'InS3', {
      name: 'in-s3',
      authenticationType: 'AMAZON_COGNITO_USER_POOLS',
      userPoolConfig: { userPoolId: userPool.userPoolId },
    });
    new appsync.CfnGraphQLSchema(stack, 'Schema', {
      apiId: api.attrApiId,
      definitionS3Location: definitionS3Location(stack),
    });
    const inS3 = appsync.GraphqlApi.fromGraphqlApiAttributes(stack, 'Imported', { graphqlApiId: api.attrApiId });
    return { ...world, inS3 };
  }
  const elsewhere = () => apiWithSchemaIn(() => 's3://bucket/key');

  it('must be named where the schema can’t be read', () => {
    const { app, guard, inS3 } = elsewhere();
    guard.protect(inS3);

    expect(() => app.synth()).toThrow(
      /InS3: its schema can't be read here: name all fields of its subscription type, subscriptionFields/,
    );
  });

  it('that are named get a resolver', () => {
    const { stack, guard, inS3 } = elsewhere();
    guard.protect(inS3, { subscriptionFields: ['onOrder'] });

    expect(namesOf(Template.fromStack(stack), 'Subscription', 'onOrder')).toEqual([GUARD]);
  });

  it('need not be named where CDK uploads the schema, though only as the template is made', () => {
    const path = 'lib/graphql/schema.graphql';
    const { stack, guard, inS3 } = apiWithSchemaIn((scope) => {
      let asset: assets.Asset | undefined;
      return Lazy.string({ produce: () => (asset ??= new assets.Asset(scope, 'File', { path })).s3ObjectUrl });
    });
    guard.protect(inS3);

    expect(namesOf(Template.fromStack(stack), 'Subscription', 'sessionNotice')).toEqual([GUARD]);
  });

  it('that the schema lacks are an error', () => {
    const { app, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi, { subscriptionFields: ['d', 'typo'] });

    expect(() => app.synth()).toThrow(/subscriptionFields: the type Subscription has no typo/);
  });
});
