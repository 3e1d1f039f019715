import { CfnResource, Stack, Token, aws_appsync as appsync } from 'aws-cdk-lib';

import { referredToBy } from '../template/reference';
import { renderedProperties } from '../template/rendered';
import { wholeOf } from '../template/whole';

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
  const found = resourcesBeside(api);
  return {
    resolvers: found.filter((node) => CfnResolver.isCfnResolver(node)).filter((node) => belongsTo(node, api)),
    schemas: found.filter((node) => CfnGraphQLSchema.isCfnGraphQLSchema(node)).filter((node) => belongsTo(node, api)),
    caches: found.filter((node) => CfnApiCache.isCfnApiCache(node)).filter((node) => belongsTo(node, api)),
  };
}

/** Every resolver of an API as the template will have it, where an override may have the last word on whose it is. */
export function renderedResolversOf(api: appsync.CfnGraphQLApi): readonly RenderedResolver[] {
  return resourcesBeside(api)
    .filter((node) => appsync.CfnResolver.isCfnResolver(node))
    .map((resolver) => ({ resolver, properties: renderedProperties(resolver) }))
    .filter(({ resolver, properties }) => belongsTo(resolver, api) || isGivenTo(api, resolver, properties['ApiId']));
}

/** A resolver, and its properties by CloudFormation's names. */
export interface RenderedResolver {
  /** The construct. */
  readonly resolver: appsync.CfnResolver;
  /** With all overrides. */
  readonly properties: Readonly<Record<string, unknown>>;
}

function resourcesBeside(api: appsync.CfnGraphQLApi): CfnResource[] {
  return wholeOf(api)
    .node.findAll()
    .filter((node) => CfnResource.isCfnResource(node));
}

/** Whether an override says so. Without one, an API of the same logical id in another stack would be taken for this. */
function isGivenTo(api: appsync.CfnGraphQLApi, { stack, apiId }: appsync.CfnResolver, rendered: unknown): boolean {
  const [own, ours] = [apiId, api.attrApiId].map((id) => JSON.stringify(stack.resolve(id)));
  return JSON.stringify(rendered) !== own && JSON.stringify(rendered) === ours;
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
