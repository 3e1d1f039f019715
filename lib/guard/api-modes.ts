import { Stack, type aws_appsync as appsync } from 'aws-cdk-lib';

import { renderedProperties } from '../template/rendered';
import type { ApiResources } from '../graphql/api-resources';

const USER_POOL = 'AMAZON_COGNITO_USER_POOLS';
/** They answer without running a resolver. */
const CACHING_WHOLE_REQUESTS = ['FULL_REQUEST_CACHING', 'OPERATION_LEVEL_CACHING'];

interface Mode {
  readonly AuthenticationType?: unknown;
  readonly UserPoolConfig?: { readonly UserPoolId?: unknown };
}

/**
 * What keeps an API from being guarded, as it will stand in the template.
 *
 * @param userPoolId - of the pool whose tokens the guard judges
 */
export function obstaclesOf(api: appsync.CfnGraphQLApi, { caches }: ApiResources, userPoolId: string): string[] {
  const properties = renderedProperties(api) as Mode & {
    AdditionalAuthenticationProviders?: readonly Mode[];
    ApiType?: unknown;
  };
  if (properties.ApiType === 'MERGED')
    return ['is a merged API, which has no resolvers of its own: guard its source APIs'];
  const pools = [properties, ...(properties.AdditionalAuthenticationProviders ?? [])]
    .filter(({ AuthenticationType }) => AuthenticationType === USER_POOL)
    .map(({ UserPoolConfig }) => UserPoolConfig?.UserPoolId);
  const ours: unknown = Stack.of(api).resolve(userPoolId);
  const foreign = pools.filter((pool) => areDifferent(pool, ours));
  return [
    ...(pools.length === 0 ? [`has no mode ${USER_POOL}, so there is nothing to guard`] : []),
    ...(foreign.length > 0 ? ['takes tokens of another user pool, all of which the guard would reject'] : []),
    ...caches
      .map((cache) => String(renderedProperties(cache)['ApiCachingBehavior']))
      .filter((behavior) => CACHING_WHOLE_REQUESTS.includes(behavior))
      .map((behavior) => `has a cache with ${behavior}, and a cached answer asks no guard: use PER_RESOLVER_CACHING`),
  ];
}

/** Of an id in plain text and a reference nobody can tell. */
function areDifferent(one: unknown, other: unknown): boolean {
  return typeof one === typeof other && JSON.stringify(one) !== JSON.stringify(other);
}
