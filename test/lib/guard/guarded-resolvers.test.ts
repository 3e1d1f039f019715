import { Lazy, aws_appsync as appsync } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { functionsOf, namesOf, resolverOf } from '../../support/appsync-pipeline';
import { ECHO, GUARD, guardedApi, VTL } from '../../support/guarded-app';
import { type Resource } from '../../support/synth';

describe('a pipeline', () => {
  it('begins with the guard, and is as it was else', () => {
    const { stack, guard, graphqlApi, nothing } = guardedApi();
    const step = nothing.createFunction('Step', { name: 'step', ...ECHO });
    guard.protect(graphqlApi);
    graphqlApi.createResolver('A', { typeName: 'Query', fieldName: 'a', pipelineConfig: [step, step], ...VTL });
    const template = Template.fromStack(stack);

    expect(namesOf(template, 'Query', 'a')).toEqual([GUARD, 'step', 'step']);
    expect(resolverOf(template, 'Query', 'a')?.Properties).toEqual(
      expect.objectContaining({ Kind: 'PIPELINE', RequestMappingTemplate: '{"version": "2018-05-29", "payload": {}}' }),
    );
  });

  it.each([9, 10])('may have ten functions with the guard, and no more: %i', (count) => {
    const { app, stack, guard, graphqlApi, nothing } = guardedApi();
    const { functionId } = nothing.createFunction('Step', { name: 'step', ...ECHO });
    guard.protect(graphqlApi);
    new appsync.CfnResolver(stack, 'Long', {
      apiId: graphqlApi.apiId,
      typeName: 'Mutation',
      fieldName: 'c',
      kind: 'PIPELINE',
      pipelineConfig: { functions: Array<string>(count).fill(functionId) },
    });

    if (count === 9) expect(functionsOf(Template.fromStack(stack), 'Mutation', 'c')).toHaveLength(10);
    else expect(() => app.synth()).toThrow(/Mutation\.c has 10 functions, and AppSync takes 10 with the guard/);
  });
});

describe('a unit resolver', () => {
  it('in JavaScript becomes the last function of a pipeline', () => {
    const { stack, guard, graphqlApi, resolve } = guardedApi();
    guard.protect(graphqlApi);
    resolve('Query', 'a', { ...ECHO, maxBatchSize: 5 });
    const template = Template.fromStack(stack);
    const { Properties } = resolverOf(template, 'Query', 'a') ?? {};
    const [, unit] = functionsOf(template, 'Query', 'a');

    expect(namesOf(template, 'Query', 'a')).toEqual([GUARD, 'CognitoSignOut_Query_a']);
    expect(Properties).not.toHaveProperty('DataSourceName');
    expect(Properties).not.toHaveProperty('MaxBatchSize');
    expect(unit).toEqual(
      expect.objectContaining({
        Properties: {
          ApiId: expect.anything() as unknown,
          Name: 'CognitoSignOut_Query_a',
          DataSourceName: 'Nothing',
          Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
          Code: expect.stringContaining('payload: ctx.args') as string,
          MaxBatchSize: 5,
        },
      }),
    );
    // As the resolver had to wait for them.
    const { DependsOn } = unit as unknown as { DependsOn: string[] };
    const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
    expect(DependsOn.map((id) => Resources[id]?.Type).sort()).toEqual([
      'AWS::AppSync::DataSource',
      'AWS::AppSync::GraphQLSchema',
    ]);
  });

  it('in VTL does too, and stays VTL', () => {
    const { stack, guard, graphqlApi, resolve } = guardedApi();
    guard.protect(graphqlApi);
    resolve('Query', 'a', VTL);
    const template = Template.fromStack(stack);

    expect(functionsOf(template, 'Query', 'a')[1]?.Properties).toEqual({
      ApiId: expect.anything() as unknown,
      Name: 'CognitoSignOut_Query_a',
      DataSourceName: 'Nothing',
      FunctionVersion: '2018-05-29',
      RequestMappingTemplate: '{"version": "2018-05-29", "payload": {}}',
      ResponseMappingTemplate: '$util.toJson($ctx.result)',
    });
    expect(resolverOf(template, 'Query', 'a')?.Properties).not.toHaveProperty('RequestMappingTemplate');
  });

  it('without any template does too', () => {
    const { stack, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    new appsync.CfnResolver(stack, 'Direct', {
      apiId: graphqlApi.apiId,
      typeName: 'Query',
      fieldName: 'b',
      dataSourceName: 'Function',
      syncConfig: { conflictDetection: 'NONE' },
    });
    const [, unit] = functionsOf(Template.fromStack(stack), 'Query', 'b');

    expect(unit?.Properties).toEqual(
      expect.objectContaining({ DataSourceName: 'Function', SyncConfig: { ConflictDetection: 'NONE' } }),
    );
  });

  it.each<[string, Partial<appsync.CfnResolverProps>, RegExp]>([
    [
      'a template of the older version',
      { dataSourceName: 'N', requestMappingTemplate: '{"version": "2017-02-28"}' },
      /Query\.b has a request mapping template of another version than 2018-05-29/,
    ],
    [
      'a template that is not at hand',
      { dataSourceName: 'N', requestMappingTemplateS3Location: 's3://bucket/key' },
      /Query\.b has a request mapping template in S3.*make it a pipeline resolver/,
    ],
    ['no data source', {}, /Query\.b has no data source/],
    ['a kind of its own', { kind: 'OTHER' }, /Query\.b has the kind OTHER: allowed are UNIT and PIPELINE/],
    [
      'a cache',
      { dataSourceName: 'N', cachingConfig: { ttl: 60 } },
      /Query\.b is cached, and a cached answer asks no guard/,
    ],
    [
      'functions that are not known yet',
      { kind: 'PIPELINE', pipelineConfig: Lazy.any({ produce: () => ({ functions: [] }) }) },
      /Query\.b has functions that are not known yet/,
    ],
  ])('that can’t be guarded is an error that names the field: %s', (_, props, message) => {
    const { app, stack, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    new appsync.CfnResolver(stack, 'Odd', { apiId: graphqlApi.apiId, typeName: 'Query', fieldName: 'b', ...props });

    expect(() => app.synth()).toThrow(message);
  });
});
