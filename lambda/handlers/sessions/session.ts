import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { sessionOf, type AuthorizerContext } from '../authorizers/authorizer-context';
import { json } from '../http/responses';
import { sessionDependencies } from './composition';

/** What HTTP APIs (payload format 2.0) and REST APIs send alike, but for the place of the authorizer's context. */
export interface SessionEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly requestContext: {
    readonly authorizer: AuthorizerContext | { readonly lambda: AuthorizerContext };
  };
}

/** `GET /session`: the session that the authorizer in front has accepted. The smallest protected route. */
export function createSession({ allowedOrigins }: { readonly allowedOrigins: readonly string[] }) {
  return (event: SessionEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    const { authorizer } = event.requestContext;
    const context = 'lambda' in authorizer ? authorizer.lambda : authorizer;
    return Promise.resolve(json(200, sessionOf(context), corsHeaders(event.headers, allowedOrigins)));
  };
}

/** A REST API leaves CORS to the integration; an HTTP API replaces what the integration says. */
function corsHeaders(headers: SessionEvent['headers'], allowedOrigins: readonly string[]): Record<string, string> {
  if (allowedOrigins.includes('*')) return { 'access-control-allow-origin': '*' };
  const origin = Object.entries(headers).find(([name]) => name.toLowerCase() === 'origin')?.[1];
  const isAllowed = origin !== undefined && allowedOrigins.includes(origin);
  return { vary: 'origin', ...(isAllowed && { 'access-control-allow-origin': origin }) };
}

export const handler = createSession(sessionDependencies());
