import {
  Validations,
  aws_apigatewayv2 as http,
  aws_apigatewayv2_integrations as integrations,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { CORS_ALLOWED_HEADERS, CORS_MAX_AGE } from './cors';
import type { RevocationAuthorizer } from './revocation-authorizer';
import { createSessionFunction } from './session-function';
import { createSignOutFunction, type SignOutFunctionProps } from './sign-out-function';

/** Properties of {@link SignOutApi}. */
export interface SignOutApiProps extends SignOutFunctionProps {
  /** Decides who may call `GET /session`. */
  readonly authorizer: RevocationAuthorizer;

  /**
   * Origins that browsers may call from, such as `https://app.example.com`. No cookies are used.
   *
   * @default ['*']
   */
  readonly allowedOrigins?: readonly string[];
}

/**
 * The HTTP API that apps call to sign out:
 * - `POST /sign-out`: the bearer's session, the user's others, or all of the user's
 * - `GET /session`: the bearer's session, as the authorizer sees it
 */
export class SignOutApi extends Construct {
  /** The API, for more routes. */
  readonly httpApi: http.HttpApi;

  /** Where it is, without a slash at the end. */
  readonly url: string;

  /** The function behind `GET /session`, for a REST API's sake. */
  readonly sessionFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: SignOutApiProps) {
    super(scope, id);
    const allowedOrigins = props.allowedOrigins ?? ['*'];
    this.httpApi = new http.HttpApi(this, 'Api', {
      apiName: 'cognito-sign-out',
      description: 'Signs Cognito users out, for real',
      corsPreflight: {
        allowOrigins: [...allowedOrigins],
        allowMethods: [http.CorsHttpMethod.GET, http.CorsHttpMethod.POST],
        allowHeaders: CORS_ALLOWED_HEADERS,
        maxAge: CORS_MAX_AGE,
      },
    });
    this.url = this.httpApi.apiEndpoint;
    this.sessionFunction = createSessionFunction(this, 'Session', allowedOrigins);

    const signOut = createSignOutFunction(this, 'SignOut', 'sign-out', props);
    const [signOutRoute] = this.httpApi.addRoutes({
      path: '/sign-out',
      methods: [http.HttpMethod.POST],
      integration: new integrations.HttpLambdaIntegration('SignOutIntegration', signOut),
    });
    this.httpApi.addRoutes({
      path: '/session',
      methods: [http.HttpMethod.GET],
      integration: new integrations.HttpLambdaIntegration('SessionIntegration', this.sessionFunction),
      authorizer: props.authorizer.httpAuthorizer(),
    });

    Validations.of(this.httpApi).acknowledge({
      id: 'AwsSolutions-APIG1',
      reason: 'The functions log every refusal, fault and sign-out; whether to pay for every request is for the owner.',
    });
    if (signOutRoute !== undefined) {
      Validations.of(signOutRoute).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'The function decides on the token itself: a signed-out session may repeat its own sign-out.',
      });
    }
  }
}
