import {
  Duration,
  type aws_apigateway as apigateway,
  type aws_apigatewayv2 as apigatewayv2,
  aws_appsync as appsync,
  type aws_cloudwatch as cloudwatch,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import type { FunctionName } from '../../lambda/functions';
import { METRIC } from '../../lambda/metrics';
import { createBundledFunction } from '../functions/bundled-function';
import type { FunctionOptions, FunctionOptionsProps } from '../functions/function-options';
import { letLookUp } from '../functions/revocation-access';
import { DeploymentPart } from '../monitoring/deployment-part';
import { isReplica, type IRevocationTable } from '../revocation-table';
import { acceptedTokensEnvironment, type AcceptedTokensProps } from './accepted-tokens';
import { appSyncAuthorizerFunction } from './app-sync-authorizer';
import { refuseOtherModes } from './app-sync-modes';
import { addErrorResponses } from './error-responses';
import { Gateway } from './gateway';
import { HttpRevocationAuthorizer } from './http-authorizer';
import { once } from '../once';
import { RestRevocationAuthorizer } from './rest-authorizer';
import { secondsOf } from './revocation-delay';
import { WebSocketRevocationAuthorizer } from './web-socket-authorizer';

/** How long a gateway may rely on a verdict. */
export interface RevocationDelayProps {
  /**
   * The longest time that a gateway may go on serving from an earlier "allowed" verdict: its result cache, whole
   * seconds, at most 5 minutes. So long does a signed-out token work, and so long may a token outlive its expiry.
   *
   * With a cache, HTTP APIs answer 403 instead of 401 to a token that is not accepted.
   *
   * @default Duration.seconds(0) - every request is decided on
   */
  readonly revocationDelay?: Duration;
}

/** Properties of {@link RevocationAuthorizer}. */
export interface RevocationAuthorizerProps extends AcceptedTokensProps, RevocationDelayProps, FunctionOptionsProps {
  /**
   * Where the revocations are. With `RevocationTable.fromReplica(…)` the user pool is in another Region: what is rejected here is what
   * has been replicated by then.
   */
  readonly revocationTable: IRevocationTable;
}

/** How a WebSocket API takes tokens. */
export interface WebSocketAuthorizerOptions {
  /**
   * Whether the token may stand in the query string as well, as `access_token`. URLs end up in the logs of proxies and
   * gateways, and in the histories of browsers: offer the subprotocol instead, if you can.
   *
   * @default false
   */
  readonly allowQueryToken?: boolean;
}

/** API Gateway gives up on an HTTP API's authorizer after 10 s; AppSync too. */
export const AUTHORIZER_TIMEOUT = Duration.seconds(10);

/**
 * One Lambda authorizer for every gateway: rejects tokens that are not genuine, not current, or revoked.
 * Each kind of gateway that is asked for gets a function of its own, which may read the revocation table and nothing else, and
 * which serves any number of APIs, in whatever stack: what belongs to an API is made in the API's stack.
 *
 * That stack needs this one's, which needs the user pool's. So APIs in the user pool's own stack are protected from there, or
 * from a nested stack in it: from another stack CDK would say that the reference is cyclic.
 */
export class RevocationAuthorizer extends DeploymentPart {
  /** How long a gateway may serve from an earlier verdict. */
  readonly revocationDelay: Duration;

  /**
   * What tells a function whose tokens it accepts.
   *
   * @internal
   */
  readonly _environment: Readonly<Record<string, string>>;

  private readonly revocationTable: IRevocationTable;
  private readonly functionOptions: FunctionOptions | undefined;
  /** What its authorizers are named by: another one in the same API has another name. */
  private readonly suffix: string;
  private readonly functions = new Map<string, lambda.Function>();
  private readonly webSocketAuthorizers = new Map<string, apigatewayv2.IWebSocketRouteAuthorizer>();
  private forHttp: apigatewayv2.IHttpRouteAuthorizer | undefined;
  private forRest: RestRevocationAuthorizer | undefined;
  private forAppSync: lambda.IFunction | undefined;

  constructor(scope: Construct, id: string, props: RevocationAuthorizerProps) {
    super(scope, id, props);
    this._environment = acceptedTokensEnvironment(this, props, { inAnyRegion: isReplica(props.revocationTable) });
    this.revocationTable = props.revocationTable;
    this.functionOptions = props.functionOptions;
    this.revocationDelay = props.revocationDelay ?? Duration.seconds(0);
    const seconds = secondsOf(this.revocationDelay);
    // An update of an authorizer would not take the identity source away, and would not deploy a REST API anew.
    this.suffix = this.node.addr.slice(-8) + (seconds > 0 ? `WithCache${String(seconds)}` : '');
  }

  /** The authorizer of any HTTP API: of a route, or as the API's `defaultAuthorizer`. */
  httpAuthorizer(): apigatewayv2.IHttpRouteAuthorizer {
    this.forHttp ??= new HttpRevocationAuthorizer({
      name: `RevocationAuthorizer${this.suffix}`,
      handler: this.functionFor(Gateway.HTTP_API),
      revocationDelay: this.revocationDelay,
    });
    return this.forHttp;
  }

  /**
   * The authorizer of any REST API: of a method, or in the API's `defaultMethodOptions`.
   *
   * A browser can't read the gateway's own 401 unless it is let to: see {@link addErrorResponses}.
   *
   * cdk-nag's rule COG4 only knows Cognito's own authorizer, which accepts signed-out tokens: acknowledge it where this
   * one is attached.
   *
   * @param restApi - the API, where it is at hand: then `authorizerId` may be used outside of methods too, such as in an
   *   OpenAPI document
   */
  restAuthorizer(restApi?: apigateway.IRestApi): apigateway.IAuthorizer {
    this.forRest ??= new RestRevocationAuthorizer(this, {
      name: `RevocationAuthorizer${this.suffix}`,
      handler: this.functionFor(Gateway.REST_API),
      revocationDelay: this.revocationDelay,
    });
    return restApi === undefined ? this.forRest : this.forRest.attachTo(restApi);
  }

  /**
   * The authorizer of the `$connect` route of any WebSocket API. It decides once: what is to become of the connection when
   * its session is signed out, see `LiveConnections`, which uses this.
   */
  webSocketAuthorizer(options: WebSocketAuthorizerOptions = {}): apigatewayv2.IWebSocketRouteAuthorizer {
    const { allowQueryToken = false } = options;
    const variant = allowQueryToken ? 'WithQueryToken' : '';
    return once(this.webSocketAuthorizers, variant, () => {
      const handler = this.webSocketFunction(allowQueryToken);
      return new WebSocketRevocationAuthorizer(`RevocationAuthorizer${this.suffix}${variant}`, handler);
    });
  }

  /**
   * The authorization mode of any AppSync API. Make it the API's default, and its only mode for users: beside a Cognito user
   * pool or OIDC mode AppSync would take the tokens for that mode's, and accept signed-out ones; such an API is refused when
   * the template is made. IAM may be beside it. For an API that keeps its Cognito mode, see `GraphqlGuard`.
   */
  appSyncAuthorizationMode(): appsync.AuthorizationMode {
    const handler = this.functionFor(Gateway.APP_SYNC);
    if (this.forAppSync === undefined) {
      refuseOtherModes(this, handler);
      this.forAppSync = appSyncAuthorizerFunction(this, 'AppSyncAuthorizer', handler);
    }
    return {
      authorizationType: appsync.AuthorizationType.LAMBDA,
      lambdaAuthorizerConfig: { handler: this.forAppSync, resultsCacheTtl: this.revocationDelay },
    };
  }

  /**
   * Gives a REST API the answers that a client of the authorizer expects of the gateway itself: JSON, `WWW-Authenticate`
   * (RFC 6750 §3), and any origin may read them, as they say nothing of anybody. Without it a browser takes a 401 for a CORS
   * error.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
   */
  addErrorResponses(restApi: apigateway.RestApi): void {
    addErrorResponses(restApi);
  }

  /**
   * The function that decides for a kind of gateway, such as for alarms, or for an API that CDK does not know: made if need
   * be. For a WebSocket API, that of tokens outside of the query string.
   */
  functionFor(gateway: Gateway): lambda.Function {
    switch (gateway) {
      case Gateway.HTTP_API:
        return this.createFunction('http-authorizer', 'Http');
      case Gateway.REST_API:
        return this.createFunction('rest-authorizer', 'Rest');
      case Gateway.WEB_SOCKET_API:
        return this.webSocketFunction(false);
      case Gateway.APP_SYNC:
        return this.createFunction('appsync-authorizer', 'AppSync');
    }
  }

  /** Tokens that were not accepted, by `dimensionsMap: { Reason: … }` for one reason: see docs/runbook.md. */
  metricRejections(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.rejections, options);
  }

  /** Tokens that somebody else has signed: none that was revoked, or has expired. */
  metricForgedTokens(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.forgedTokens, options);
  }

  private webSocketFunction(allowQueryToken: boolean): lambda.Function {
    const id = allowQueryToken ? 'WebSocketWithQueryToken' : 'WebSocket';
    return this.createFunction('websocket-authorizer', id, { [ENVIRONMENT.allowQueryToken]: String(allowQueryToken) });
  }

  private createFunction(bundle: FunctionName, id: string, environment: Record<string, string> = {}): lambda.Function {
    return once(this.functions, id, () => {
      const authorizer = createBundledFunction(this, id, {
        bundle,
        revocationTable: this.revocationTable,
        description: `Rejects signed-out Cognito tokens (${bundle})`,
        environment: { ...this._environment, ...environment },
        timeout: AUTHORIZER_TIMEOUT,
        functionOptions: this.functionOptions,
      });
      letLookUp(this.revocationTable, authorizer);
      return authorizer;
    });
  }
}
