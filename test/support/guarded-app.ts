import { App, Stack, aws_appsync as appsync, aws_cognito as cognito } from 'aws-cdk-lib';

import { GraphqlGuard, RevocationTable } from '../../lib';

/** An app with a user pool and a revocation table, and APIs in Cognito's mode. */
export interface GuardedApp {
  readonly app: App;
  /** Of the pool and the table. */
  readonly stack: Stack;
  readonly userPool: cognito.UserPool;
  readonly revocationTable: RevocationTable;
  /** An API with that schema, in that stack or the pool's. */
  readonly api: (
    name: string,
    schema: string,
    stack?: Stack,
    modes?: readonly appsync.AuthorizationMode[],
  ) => appsync.GraphqlApi;
}

/** Makes one. */
export function guardedApp(): GuardedApp {
  const app = new App();
  const stack = new Stack(app, 'Revocation');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const revocationTable = new RevocationTable(stack, 'Table');
  const userPoolMode: appsync.AuthorizationMode = {
    authorizationType: appsync.AuthorizationType.USER_POOL,
    userPoolConfig: { userPool },
  };
  return {
    app,
    stack,
    userPool,
    revocationTable,
    api(name, schema, scope = stack, [defaultAuthorization = userPoolMode, ...others] = []) {
      return new appsync.GraphqlApi(scope, name, {
        name,
        definition: appsync.Definition.fromSchema(schemaOf(schema)),
        authorizationConfig: { defaultAuthorization, additionalAuthorizationModes: others },
      });
    },
  };
}

/** A schema that stands in no file. */
export function schemaOf(definition: string): appsync.ISchema {
  return { bind: (api) => ({ apiId: (api as appsync.IGraphqlApi).apiId, definition }) };
}

/** Code of a resolver or function that answers what it is asked with. */
export const ECHO = {
  runtime: appsync.FunctionRuntime.JS_1_0_0,
  code: appsync.Code.fromInline(
    'export function request(ctx) {\n  return { payload: ctx.args };\n}\nexport function response(ctx) {\n  return ctx.result;\n}\n',
  ),
};

/** A resolver's templates, of the version that functions take. */
export const VTL = {
  requestMappingTemplate: appsync.MappingTemplate.fromString('{"version": "2018-05-29", "payload": {}}'),
  responseMappingTemplate: appsync.MappingTemplate.fromString('$util.toJson($ctx.result)'),
};

/** A field or two of each root type. */
export const SCHEMA = `
  type Query { a: String b: String }
  type Mutation { c: String }
  type Subscription { d: String @aws_subscribe(mutations: ["c"]) }
`;

/** The guard's name in an API. */
export const GUARD = 'CognitoSignOutGuard';

/** An API, and a guard that is yet to protect it. */
export function guardedApi(schema = SCHEMA) {
  const world = guardedApp();
  const { stack, userPool, revocationTable } = world;
  const graphqlApi = world.api('Api', schema);
  const nothing = graphqlApi.addNoneDataSource('Nothing');
  const guard = new GraphqlGuard(stack, 'Guard', { revocationTable, userPool });
  const resolve = (typeName: string, fieldName: string, more: Partial<appsync.ExtendedResolverProps> = ECHO) =>
    nothing.createResolver(`${typeName}${fieldName}`, { typeName, fieldName, ...more });
  return { ...world, guard, graphqlApi, nothing, resolve };
}
