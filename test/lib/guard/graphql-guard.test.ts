import { App, NestedStack, Stack, Stage, aws_appsync as appsync, aws_cognito as cognito } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { GraphqlGuard, RevocationAuthorizer, RevocationTable } from '../../../lib';
import { namesOf, resolverOf, textIn } from '../../support/appsync-pipeline';
import { ECHO, GUARD, guardedApi, guardedApp, SCHEMA, schemaOf } from '../../support/guarded-app';
import { resourcesOf } from '../../support/synth';

describe('several APIs', () => {
  it('each have a guard of their own, whose names are unique in the API', () => {
    const { app, stack, guard, graphqlApi, resolve, api } = guardedApi();
    const second = api('Second', SCHEMA);
    const third = api('Third', SCHEMA, new Stack(app, 'Other'));
    for (const each of [graphqlApi, second, third]) guard.protect(each);
    resolve('Query', 'a');
    second.addNoneDataSource('Nothing').createResolver('A', { typeName: 'Query', fieldName: 'a', ...ECHO });
    const template = Template.fromStack(stack);

    for (const type of ['AWS::AppSync::DataSource', 'AWS::AppSync::FunctionConfiguration']) {
      const names = resourcesOf(template, type).map(
        ({ Properties }) => `${textIn(Properties['ApiId'])} ${String(Properties['Name'])}`,
      );
      expect(names.length).toBeGreaterThan(2);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/ [_A-Za-z][_0-9A-Za-z]*$/);
    }
  });

  it('with the same logical id in different stacks are told apart', () => {
    const { app, stack, guard, api } = guardedApi();
    const other = new Stack(app, 'Other');
    const [one, two] = [api('Same', SCHEMA), api('Same', SCHEMA, other)];
    guard.protect(one);
    two.addNoneDataSource('Nothing').createResolver('A', { typeName: 'Query', fieldName: 'a', ...ECHO });
    const template = Template.fromStack(other);

    expect(stack.resolve(one.apiId)).toEqual(other.resolve(two.apiId));
    expect(resolverOf(template, 'Query', 'a')?.Properties['Kind']).toBe('UNIT');
  });
});

describe('stacks', () => {
  it.each<[string, (app: App, parent: Stack) => Stack]>([
    ['another', (app) => new Stack(app, 'ApiStack')],
    ['a nested', (_, parent) => new NestedStack(parent, 'ApiStack')],
  ])('may be several: the API in %s stack than the table, and its resolvers in a third', (_, make) => {
    const { app, stack, userPool, revocationTable, api } = guardedApp();
    const apiStack = make(app, stack);
    const graphqlApi = api('Api', SCHEMA, apiStack);
    new GraphqlGuard(stack, 'Guard', {
      revocationTable,
      userPool,
      userPoolClients: [userPool.addClient('Web')],
    }).protect(graphqlApi);
    const resolvers = new NestedStack(apiStack, 'Resolvers');
    new appsync.CfnResolver(resolvers, 'A', {
      apiId: graphqlApi.apiId,
      typeName: 'Query',
      fieldName: 'a',
      dataSourceName: 'N',
      runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
      code: 'x',
    });

    expect(() => app.synth()).not.toThrow();
    const types = resourcesOf(Template.fromStack(apiStack), 'AWS::AppSync::FunctionConfiguration');
    expect(types.map(({ Properties }) => Properties['Name'])).toEqual([GUARD]);
  });

  it('may be nested with the table in one of them, and the API in their parent', () => {
    const app = new App();
    const root = new Stack(app, 'Root');
    const auth = new NestedStack(root, 'Auth');
    const data = new NestedStack(root, 'Data');
    const userPool = new cognito.UserPool(auth, 'Pool');
    const revocation = new NestedStack(root, 'Revocation');
    const graphqlApi = new appsync.GraphqlApi(data, 'Api', {
      name: 'api',
      definition: appsync.Definition.fromSchema(schemaOf(SCHEMA)),
      authorizationConfig: {
        defaultAuthorization: { authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool } },
      },
    });
    new GraphqlGuard(revocation, 'Guard', {
      revocationTable: new RevocationTable(revocation, 'Table'),
      userPool,
    }).protect(graphqlApi);

    expect(() => app.synth()).not.toThrow();
  });

  it('may be in a stage', () => {
    const stage = new Stage(new App(), 'Production');
    const stack = new Stack(stage, 'Stack');
    const userPool = new cognito.UserPool(stack, 'Pool');
    const graphqlApi = new appsync.GraphqlApi(stack, 'Api', {
      name: 'api',
      definition: appsync.Definition.fromSchema(schemaOf(SCHEMA)),
      authorizationConfig: {
        defaultAuthorization: { authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool } },
      },
    });
    new GraphqlGuard(stack, 'Guard', { revocationTable: new RevocationTable(stack, 'Table'), userPool }).protect(
      graphqlApi,
    );

    expect(namesOf(Template.fromStack(stack), 'Subscription', 'd')).toEqual([GUARD]);
  });
});

describe('AppSync', () => {
  it('may read the revocation table, and nothing else, for the guard', () => {
    const { stack, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    const template = Template.fromStack(stack);
    const [policy] = resourcesOf(template, 'AWS::IAM::Policy');
    const [table] = Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'));

    expect(policy?.Properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [{ Action: 'dynamodb:BatchGetItem', Effect: 'Allow', Resource: { 'Fn::GetAtt': [table, 'Arn'] } }],
    });
  });
});

describe('the Lambda authorizer', () => {
  it.each([true, false])('may be beside Cognito’s mode in an API that is guarded, and only there: %p', (isGuarded) => {
    const { app, stack, userPool, revocationTable, guard, graphqlApi, api } = guardedApi();
    const props = { userPool, userPoolClients: [userPool.addClient('Web')], revocationTable };
    const lambdaMode = new RevocationAuthorizer(stack, 'Authorizer', props).appSyncAuthorizationMode();
    const mode = { authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool } };
    const both = api('Both', SCHEMA, stack, [mode, lambdaMode]);
    guard.protect(isGuarded ? both : graphqlApi);

    if (isGuarded) expect(() => app.synth()).not.toThrow();
    else
      expect(() => app.synth()).toThrow(
        /Both has the authorization mode AMAZON_COGNITO_USER_POOLS beside the authorizer/,
      );
  });
});

describe('misuse is an error', () => {
  it('to protect nothing, or an API twice, or one of another app', () => {
    const { app, stack, guard, graphqlApi } = guardedApi();
    expect(() => app.synth()).toThrow(/nothing is protected: call protect\(\)/);
    guard.protect(graphqlApi);

    expect(() => {
      guard.protect(graphqlApi);
    }).toThrow('Revocation/Api/Resource is guarded already: call protect() once for each API');
    const foreign = appsync.GraphqlApi.fromGraphqlApiAttributes(stack, 'Foreign', { graphqlApiId: 'abc' });
    expect(() => {
      guard.protect(foreign);
    }).toThrow("Revocation/Foreign is not defined in this app, so its resolvers can't be guarded here");
  });

  it('to name no clients or uses', () => {
    const { stack, userPool, revocationTable } = guardedApp();

    expect(() => new GraphqlGuard(stack, 'A', { revocationTable, userPool, userPoolClients: [] })).toThrow(
      /userPoolClients: got none/,
    );
    expect(() => new GraphqlGuard(stack, 'B', { revocationTable, userPool, acceptedTokenUse: [] })).toThrow(
      /acceptedTokenUse: got none/,
    );
  });

  it('to accept a client without token revocation', () => {
    const { app, stack, userPool, revocationTable, api } = guardedApp();
    const userPoolClients = [userPool.addClient('Web', { enableTokenRevocation: false })];
    new GraphqlGuard(stack, 'Guard', { revocationTable, userPool, userPoolClients }).protect(api('Api', SCHEMA));

    expect(() => app.synth()).toThrow('userPoolClients: Revocation/Pool/Web has token revocation off');
  });

  it('to guard an API without Cognito’s mode, or with another pool’s', () => {
    const { app, stack, guard, graphqlApi, api } = guardedApi();
    guard.protect(graphqlApi);
    guard.protect(api('Iam', SCHEMA, stack, [{ authorizationType: appsync.AuthorizationType.IAM }]));
    const userPool = new cognito.UserPool(stack, 'OtherPool');
    guard.protect(
      api('Other', SCHEMA, stack, [
        { authorizationType: appsync.AuthorizationType.IAM },
        { authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool } },
      ]),
    );

    expect(() => app.synth()).toThrow(
      /Iam\/Resource: has no mode AMAZON_COGNITO_USER_POOLS, so there is nothing to guard[^]*Other\/Resource: takes tokens of another user pool/,
    );
  });

  it('to guard a merged API', () => {
    const { app, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    (graphqlApi.node.defaultChild as appsync.CfnGraphQLApi).apiType = 'MERGED';

    expect(() => app.synth()).toThrow(/is a merged API, which has no resolvers of its own: guard its source APIs/);
  });

  it.each([
    ['FULL_REQUEST_CACHING', false],
    ['OPERATION_LEVEL_CACHING', false],
    ['PER_RESOLVER_CACHING', true],
  ])('to cache answers before the guard is asked: %s', (apiCachingBehavior, isFine) => {
    const { app, stack, guard, graphqlApi } = guardedApi();
    guard.protect(graphqlApi);
    new appsync.CfnApiCache(stack, 'Cache', { apiId: graphqlApi.apiId, apiCachingBehavior, ttl: 60, type: 'SMALL' });

    const synth = expect(() => app.synth());
    if (isFine) synth.not.toThrow();
    else
      synth.toThrow(
        `has a cache with ${apiCachingBehavior}, and a cached answer asks no guard: use PER_RESOLVER_CACHING`,
      );
  });
});
