import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { signOutMetadata } from '../../core/sign-out/provider-metadata';
import { json, temporarilyUnavailable } from '../http/responses';
import { discoveryDependencies, type DiscoveryDependencies } from './composition';

/** Whoever asks may keep the answer for so long (seconds). */
const MAX_AGE = 300;

/**
 * `GET /.well-known/openid-configuration` of an HTTP API (OpenID Connect Discovery), and the same under OAuth's name (RFC 8414). A
 * fault is 503, which nobody may cache.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 */
export function createDiscovery({ fetchMetadata, userPoolId, signOutApiUrl, telemetry }: DiscoveryDependencies) {
  return async ({ requestContext }: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      const metadata = signOutMetadata(await fetchMetadata(), userPoolId, signOutApiUrl);
      return json(200, metadata, { 'cache-control': `public, max-age=${String(MAX_AGE)}` });
    } catch (error) {
      telemetry.fault(error, requestContext.requestId);
      return temporarilyUnavailable();
    }
  };
}

export const handler = createDiscovery(discoveryDependencies());
