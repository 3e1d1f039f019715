import {
  Duration,
  aws_apigatewayv2 as http,
  aws_apigatewayv2_authorizers as authorizers,
  aws_apigatewayv2_integrations as integrations,
  type aws_cloudwatch as cloudwatch,
  type aws_iam as iam,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT, LOGOUT_DONE_PATH } from '../../lambda/contract';
import { METRIC } from '../../lambda/metrics';
import { acceptedTokensEnvironment } from '../authorizer/accepted-tokens';
import type { RevocationAuthorizer } from '../authorizer/revocation-authorizer';
import { acknowledge } from '../functions/acknowledge';
import { createBundledFunction } from '../functions/bundled-function';
import { letLookUp } from '../functions/revocation-access';
import { alarmOnErrors } from '../monitoring/api-alarm';
import { DeploymentPart } from '../monitoring/deployment-part';
import { CORS_ALLOWED_HEADERS, CORS_EXPOSED_HEADERS, CORS_MAX_AGE } from './cors';
import { warnOfRememberedDevices } from './device-remembering';
import { createDiscoveryFunction, WELL_KNOWN } from './discovery-function';
import { createIdentityProviderFunctions } from './identity-provider-functions';
import { createLogoutDoneFunction, createLogoutFunction } from './logout-functions';
import { createSessionFunction } from './session-function';
import type { SignOutApiOptions } from './sign-out-api-options';
import { createSignOutFunction, type SignOutFunctionProps } from './sign-out-function';
import { throttleRoutes } from './throttling';

/** Properties of {@link SignOutApi}. */
export interface SignOutApiProps extends SignOutFunctionProps, SignOutApiOptions {
  /** Decides who may call `GET /session`. */
  readonly authorizer: RevocationAuthorizer;
}

/**
 * The HTTP API that signs out.
 *
 * - `POST /sign-out`: the bearer's session, the user's others, or all of the user's
 * - `GET /session`: the bearer's session, as the authorizer sees it
 * - `POST /oauth2/revoke`: RFC 7009
 * - `POST /oauth2/introspect`: RFC 7662, behind IAM
 * - `GET /.well-known/openid-configuration`: the pool's metadata with these endpoints, for OpenID Connect clients
 * - `GET` and `POST /oauth2/logout`: OpenID Connect RP-Initiated Logout
 * - `POST /admin/sign-out`: a user, a client or the whole pool, behind IAM
 * - `POST /oauth2/global-token-revocation` and `POST /oauth2/backchannel-logout`, if identity providers may sign out
 * - `POST /`: Cognito's own protocol, for clients that can be pointed at another endpoint
 */
export class SignOutApi extends DeploymentPart {
  /** The API, for more routes. */
  readonly httpApi: http.HttpApi;

  /** Where it is, without a slash at the end. */
  readonly url: string;

  /** The function behind `GET /session`, for a REST API's sake. */
  readonly sessionFunction: lambda.Function;

  /** All functions behind it, such as for alarms. */
  readonly functions: lambda.Function[];

  /**
   * Where managed login has to send browsers back to that signed out with a `state`, which it does not give back itself: a
   * sign-out URL to be added to each client that sends one.
   */
  readonly logoutDoneUrl: string;

  /**
   * The function behind `POST /`, which sees who signs in.
   *
   * @internal
   */
  readonly _cognitoProxy: lambda.Function;

  private readonly openRoutes = new Map<string, http.HttpRoute>();
  private readonly introspection: http.HttpRoute;
  private readonly administration: http.HttpRoute;

  constructor(scope: Construct, id: string, props: SignOutApiProps) {
    super(scope, id, props);
    warnOfRememberedDevices(this, props.userPool);
    const allowedOrigins = props.allowedOrigins ?? ['*'];
    const { CorsHttpMethod } = http;
    this.httpApi = new http.HttpApi(this, 'Api', {
      apiName: 'cognito-sign-out',
      description: 'Signs Cognito users out, for real',
      corsPreflight: {
        allowOrigins: [...allowedOrigins],
        // The last two are of Sessions, which may be added.
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
        allowHeaders: CORS_ALLOWED_HEADERS,
        exposeHeaders: CORS_EXPOSED_HEADERS,
        maxAge: CORS_MAX_AGE,
      },
    });
    acknowledge(
      this.httpApi,
      'AwsSolutions-APIG1',
      'The functions log every refusal, fault and sign-out; whether to pay for every request is for the owner.',
    );
    this.url = this.httpApi.apiEndpoint;
    this.logoutDoneUrl = `${this.url}${LOGOUT_DONE_PATH}`;
    this.sessionFunction = createSessionFunction(this, 'Session', allowedOrigins, props);

    const { GET, POST } = http.HttpMethod;
    const signOut = createSignOutFunction(this, 'SignOut', 'sign-out', props);
    const logout = createLogoutFunction(this, 'Logout', this.url, props);
    const logoutDone = createLogoutDoneFunction(this, 'LogoutDone', props);
    for (const handler of [signOut, logout]) {
      if (props.managedLogin === undefined) continue;
      handler.addEnvironment(ENVIRONMENT.managedLoginUrl, props.managedLogin.baseUrl);
      handler.addEnvironment(ENVIRONMENT.logoutUri, props.managedLogin.logoutUri);
    }
    const revokeToken = createSignOutFunction(this, 'RevokeToken', 'revoke-token', props);
    const cognitoProxy = createSignOutFunction(this, 'CognitoProxy', 'cognito-proxy', props);
    this._cognitoProxy = cognitoProxy;
    const adminSignOut = createSignOutFunction(this, 'AdminSignOut', 'admin-sign-out', props);
    const introspect = this.createIntrospect(props);
    const discovery = createDiscoveryFunction(this, 'Discovery', this.url, props);
    const byIam = new authorizers.HttpIamAuthorizer();

    this.addRoute(GET, '/session', this.sessionFunction, props.authorizer.httpAuthorizer());
    this.introspection = this.addRoute(POST, '/oauth2/introspect', introspect, byIam);
    this.administration = this.addRoute(POST, '/admin/sign-out', adminSignOut, byIam);
    this.addOpenRoute(POST, '/sign-out', signOut, 'a signed-out session may repeat its own sign-out');
    this.addOpenRoute(
      POST,
      '/oauth2/revoke',
      revokeToken,
      'whoever has a token may revoke it, and clients have secrets',
    );
    this.addOpenRoute(
      POST,
      '/',
      cognitoProxy,
      'it only passes on what Cognito lets anybody ask, and records sign-outs',
    );
    for (const method of [GET, POST]) {
      this.addOpenRoute(
        method,
        '/oauth2/logout',
        logout,
        'the ID token says whose session it is, or nothing is signed out',
      );
    }
    this.addOpenRoute(GET, LOGOUT_DONE_PATH, logoutDone, 'it only sends browsers to registered addresses');
    for (const path of WELL_KNOWN) this.addOpenRoute(GET, path, discovery, 'what it answers is public');
    const forProviders = createIdentityProviderFunctions(this, this.url, props);
    for (const [path, handler] of forProviders) {
      this.addOpenRoute(POST, path, handler, 'only what an identity provider has signed signs out, and its own users');
    }
    alarmOnErrors(this, this.httpApi, props.revocationTable);
    throttleRoutes(this.httpApi, this.openRoutes, props.throttle);
    this.functions = [signOut, revokeToken, cognitoProxy, adminSignOut, introspect, this.sessionFunction];
    this.functions.push(discovery, logout, logoutDone, ...forProviders.values());
  }

  /** Lets a principal of IAM ask whether tokens are active. */
  grantIntrospection(grantee: iam.IGrantable): iam.Grant {
    return this.introspection.grantInvoke(grantee);
  }

  /** Lets a principal of IAM sign out any user, all users of a client, and the whole pool. */
  grantAdministration(grantee: iam.IGrantable): iam.Grant {
    return this.administration.grantInvoke(grantee);
  }

  /** Requests to sign out, by `dimensionsMap: { Outcome: … }` for what one came to: see docs/runbook.md. */
  metricSignOuts(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.signOuts, options);
  }

  private createIntrospect(props: SignOutApiProps): lambda.Function {
    const introspect = createBundledFunction(this, 'Introspect', {
      bundle: 'introspect',
      revocationTable: props.revocationTable,
      description: 'Tells services behind no gateway whether Cognito tokens are active',
      environment: acceptedTokensEnvironment(this, props),
      timeout: Duration.seconds(10),
      functionOptions: props.functionOptions,
    });
    letLookUp(props.revocationTable, introspect);
    return introspect;
  }

  /** A route without an authorizer: the function decides itself. */
  private addOpenRoute(method: http.HttpMethod, path: string, handler: lambda.Function, reason: string): void {
    const route = this.addRoute(method, path, handler);
    acknowledge(route, 'AwsSolutions-APIG4', `The function decides itself: ${reason}.`);
    this.openRoutes.set(`${method} ${path}`, route);
  }

  private addRoute(
    method: http.HttpMethod,
    path: string,
    handler: lambda.Function,
    authorizer?: http.IHttpRouteAuthorizer,
  ): http.HttpRoute {
    return new http.HttpRoute(this, `${method} ${path}`.replaceAll('/', '_'), {
      httpApi: this.httpApi,
      routeKey: http.HttpRouteKey.with(path, method),
      integration: new integrations.HttpLambdaIntegration('Integration', handler),
      ...(authorizer !== undefined && { authorizer }),
    });
  }
}
