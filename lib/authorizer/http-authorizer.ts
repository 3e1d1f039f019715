import {
  type Duration,
  type aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_authorizers as authorizers,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';

import { once } from '../once';
import { nameIn } from './name-in-api';

/** Properties of {@link HttpRevocationAuthorizer}. */
export interface HttpRevocationAuthorizerProps {
  /** Its id in each API: of another authorizer another one. */
  readonly name: string;
  /** Decides. */
  readonly handler: lambda.Function;
  /** For how long a verdict is served again. */
  readonly revocationDelay: Duration;
}

/** The authorizer of any number of HTTP APIs: CDK's own one belongs to one, so each API gets one, in its own stack. */
export class HttpRevocationAuthorizer implements apigatewayv2.IHttpRouteAuthorizer {
  private readonly byApi = new Map<apigatewayv2.IHttpApi, authorizers.HttpLambdaAuthorizer>();

  constructor(private readonly props: HttpRevocationAuthorizerProps) {}

  /** Called by each route that it stands in front of. */
  bind(options: apigatewayv2.HttpRouteAuthorizerBindOptions): apigatewayv2.HttpRouteAuthorizerConfig {
    const { name, handler, revocationDelay } = this.props;
    const { httpApi } = options.route;
    const authorizer = once(this.byApi, httpApi, () => {
      return new authorizers.HttpLambdaAuthorizer(name, handler, {
        authorizerName: nameIn(httpApi, name),
        responseTypes: [authorizers.HttpLambdaResponseType.SIMPLE],
        // Only without an identity source may the function answer 401 itself; only with one can results be cached.
        identitySource: revocationDelay.toSeconds() > 0 ? ['$request.header.Authorization'] : [],
        resultsCacheTtl: revocationDelay,
      });
    });
    return authorizer.bind(options);
  }
}
