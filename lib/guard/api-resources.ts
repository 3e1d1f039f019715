import { CfnResource, Stack, Stage, Token, aws_appsync as appsync } from 'aws-cdk-lib';

import { referredToBy } from '../template/reference';

/** The AppSync API that an id of one refers to; undefined if this app does not define it. */
export function apiOf(apiId: string): appsync.CfnGraphQLApi | undefined {
  const target = referredToBy(apiId);
  return appsync.CfnGraphQLApi.isCfnGraphQLApi(target) ? target : undefined;
}

/** What belongs to an API: as much as is defined in its app or stage, in whatever stack. */
export interface ApiResources {
  /** Of fields of any type. */
  readonly resolvers: readonly appsync.CfnResolver[];
  /** One, or none as far as this app defines it. */
  readonly schemas: readonly appsync.CfnGraphQLSchema[];
  /** One at most. */
  readonly caches: readonly appsync.CfnApiCache[];
}

/** Finds what belongs to an API. */
export function resourcesOf(api: appsync.CfnGraphQLApi): ApiResources {
  const { CfnResolver, CfnGraphQLSchema, CfnApiCache } = appsync;
  const found = (Stage.of(api) ?? api.node.root).node.findAll().filter((node) => CfnResource.isCfnResource(node));
  return {
    resolvers: found.filter((node) => CfnResolver.isCfnResolver(node)).filter((node) => belongsTo(node, api)),
    schemas: found.filter((node) => CfnGraphQLSchema.isCfnGraphQLSchema(node)).filter((node) => belongsTo(node, api)),
    caches: found.filter((node) => CfnApiCache.isCfnApiCache(node)).filter((node) => belongsTo(node, api)),
  };
}

function belongsTo(resource: CfnResource & { readonly apiId: string }, api: appsync.CfnGraphQLApi): boolean {
  const { apiId } = resource;
  // A plain resource of the type, without its properties. Whose it is can't be known: perhaps this API's.
  if (typeof apiId !== 'string') return true;
  const target = referredToBy(apiId);
  if (target !== undefined) return target === api;
  // Another way to refer to it, such as a Lazy.
  const idIn = (value: string) => JSON.stringify(Stack.of(resource).resolve(value));
  return Token.isUnresolved(apiId) && idIn(apiId) === idIn(api.attrApiId);
}
