import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

import { bearerToken } from '../http/bearer-token';
import { headerValues } from '../http/request-headers';
import { allowPolicy } from './allow-policy';
import { authorizerContextOf } from './authorizer-context';
import { authorizerDependencies } from './composition';
import { verdictOn, type AuthorizerDependencies } from './verdict';

/**
 * Lambda authorizer of a REST API, type REQUEST. Throwing exactly `Unauthorized` is a 401, anything else a 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function createRestAuthorizer(dependencies: AuthorizerDependencies) {
  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const token = bearerToken(authorizationOf(event));
    const verdict = await verdictOn(token, event.requestContext.requestId, dependencies);
    if (!verdict.active) throw new Error('Unauthorized');
    return allowPolicy(wholeStage(event.methodArn), authorizerContextOf(verdict.claims));
  };
}

/** The header, of which REST APIs keep the client's spelling. Two of them are none: which one would count? */
function authorizationOf(event: APIGatewayRequestAuthorizerEvent): string | undefined {
  const values = headerValues(event, 'authorization');
  return values.length === 1 ? values[0] : undefined;
}

/**
 * Every method of the stage: a cached policy answers for other methods than the one that it was made for.
 * `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}`
 */
function wholeStage(methodArn: string): string {
  return `${methodArn.split('/').slice(0, 2).join('/')}/*`;
}

const dependencies = authorizerDependencies();

/** Awaited as the module loads. */
export const initialize = () => dependencies.initialize(createRestAuthorizer);
export const handler = createRestAuthorizer(dependencies);
