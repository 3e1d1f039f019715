import type { APIGatewayProxyEventV2WithIAMAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import type { TokenClaims } from '../../core/token/claims';
import { NOBODY } from '../../core/token/nobody';
import { authorizerDependencies } from '../authorizers/composition';
import { verdictOn, type AuthorizerDependencies } from '../authorizers/verdict';
import { iamCallerOf } from '../http/iam-caller';
import { readForm } from '../http/request-body';
import { forbidden, invalidRequest, json, temporarilyUnavailable } from '../http/responses';

/**
 * `POST /oauth2/introspect` of an HTTP API, behind IAM (RFC 7662): the authorizers' own verdict, for services that have
 * no gateway in front. A fault is 503: `{"active":false}` would tell that the token is known to be dead.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7662#section-2
 */
export function createIntrospect(dependencies: AuthorizerDependencies) {
  return async (event: APIGatewayProxyEventV2WithIAMAuthorizer): Promise<APIGatewayProxyStructuredResultV2> => {
    if (iamCallerOf(event) === undefined) return forbidden();
    const form = readForm(event);
    if (!form.ok) return invalidRequest(form.description);
    const token = form.value.get('token');
    if (token === undefined) return invalidRequest('token is missing');
    try {
      const verdict = await verdictOn(token, event.requestContext.requestId, dependencies);
      return json(200, verdict.active ? { active: true, ...membersOf(verdict.claims) } : { active: false });
    } catch {
      return temporarilyUnavailable();
    }
  };
}

/** What the token says (RFC 7662 §2.2). JSON leaves out what it does not say. */
function membersOf(claims: TokenClaims): Readonly<Record<string, string | number | undefined>> {
  return {
    sub: claims.sub,
    iss: claims.issuer,
    exp: claims.expiresAt,
    iat: claims.issuedAt,
    jti: claims.jti,
    client_id: claims.clientId,
    username: claims.username,
    scope: claims.tokenUse === 'access' && claims.scope !== '' ? claims.scope : undefined,
  };
}

const dependencies = authorizerDependencies();

/** Awaited as the module loads. What is rehearsed is the verdict: form and caller are next to nothing. */
export const initialize = () =>
  dependencies.initialize((rehearsed) => async () => verdictOn(NOBODY, NOBODY, rehearsed));
export const handler = createIntrospect(dependencies);
