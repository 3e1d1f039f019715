import {
  Duration,
  aws_apigateway as apigateway,
  aws_apigatewayv2_authorizers as authorizers,
  aws_appsync as appsync,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { ENVIRONMENT, type FunctionName } from '../../lambda/contract';
import { createBundledFunction } from '../functions/bundled-function';
import type { RevocationTable } from '../revocation-table';
import { acceptedTokensEnvironment, type AcceptedTokensProps } from './accepted-tokens';

/** Properties of {@link RevocationAuthorizer}. */
export interface RevocationAuthorizerProps extends AcceptedTokensProps {
  /** Where the revocations are. */
  readonly revocationTable: RevocationTable;

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
const GATEWAY_TIMEOUT = Duration.seconds(10);
const MAX_REVOCATION_DELAY = Duration.minutes(5);

/**
 * One Lambda authorizer for every gateway: rejects tokens that are not genuine, not current, or revoked.
 * Each gateway that is asked for gets a function of its own, which may read the revocation table and nothing else.
 */
export class RevocationAuthorizer extends Construct {
  /** How long a gateway may serve from an earlier verdict. */
  readonly revocationDelay: Duration;

  private readonly environment: Record<string, string>;
  private readonly revocationTable: RevocationTable;
  private readonly isCaching: boolean;
  private readonly functions = new Map<string, lambda.Function>();
  private readonly httpAuthorizers = new Map<string, authorizers.HttpLambdaAuthorizer>();
  private readonly webSocketAuthorizers = new Map<string, authorizers.WebSocketLambdaAuthorizer>();
  private readonly restAuthorizers = new Map<string, apigateway.RequestAuthorizer>();

  constructor(scope: Construct, id: string, props: RevocationAuthorizerProps) {
    super(scope, id);
    this.environment = acceptedTokensEnvironment(props);
    this.revocationTable = props.revocationTable;
    this.revocationDelay = props.revocationDelay ?? Duration.seconds(0);
    const seconds = this.revocationDelay.toSeconds();
    if (seconds > MAX_REVOCATION_DELAY.toSeconds()) {
      throw new Error(`revocationDelay: got ${String(seconds)} seconds; allowed: 0 to 5 minutes`);
    }
    this.isCaching = seconds > 0;
  }

  /**
   * An authorizer for the routes of one HTTP API.
   *
   * @param id - names the authorizer; of its own for each API
   */
  httpAuthorizer(id = 'HttpAuthorizer'): authorizers.HttpLambdaAuthorizer {
    return once(this.httpAuthorizers, id, () => {
      return new authorizers.HttpLambdaAuthorizer(this.replaceable(id), this.functionFor('http-authorizer', 'Http'), {
        responseTypes: [authorizers.HttpLambdaResponseType.SIMPLE],
        // Only without an identity source may the function answer 401 itself; only with one can results be cached.
        identitySource: this.isCaching ? ['$request.header.Authorization'] : [],
        resultsCacheTtl: this.revocationDelay,
      });
    });
  }

  /**
   * An authorizer for the methods of one REST API.
   *
   * cdk-nag's rule COG4 only knows Cognito's own authorizer, which accepts signed-out tokens: acknowledge it where this
   * one is attached.
   *
   * @param id - names the authorizer; of its own for each API
   */
  restAuthorizer(id = 'RestAuthorizer'): apigateway.RequestAuthorizer {
    return once(this.restAuthorizers, id, () => {
      return new apigateway.RequestAuthorizer(this, this.replaceable(id), {
        handler: this.functionFor('rest-authorizer', 'Rest'),
        identitySources: this.isCaching ? [apigateway.IdentitySource.header('Authorization')] : [],
        resultsCacheTtl: this.revocationDelay,
      });
    });
  }

  /**
   * An authorizer for the `$connect` route of one WebSocket API. It decides once: what is to become of the connection when
   * its session is signed out, see `LiveConnections`, which uses this.
   *
   * @param id - names the authorizer; of its own for each API
   */
  webSocketAuthorizer(
    options: WebSocketAuthorizerOptions = {},
    id = 'WebSocketAuthorizer',
  ): authorizers.WebSocketLambdaAuthorizer {
    const { allowQueryToken = false } = options;
    const name = allowQueryToken ? `${id}WithQueryToken` : id;
    return once(this.webSocketAuthorizers, name, () => {
      const handler = this.functionFor(
        'websocket-authorizer',
        allowQueryToken ? 'WebSocketWithQueryToken' : 'WebSocket',
        {
          [ENVIRONMENT.allowQueryToken]: String(allowQueryToken),
        },
      );
      // The token may stand in several places, and every identity source would have to be there.
      return new authorizers.WebSocketLambdaAuthorizer(name, handler, { identitySource: [] });
    });
  }

  /**
   * The authorization mode of an AppSync API. Make it the API's default, and its only mode for users: beside a Cognito user
   * pool or OIDC mode AppSync would take the tokens for that mode's, and accept signed-out ones. IAM may be beside it.
   */
  appSyncAuthorizationMode(): appsync.AuthorizationMode {
    return {
      authorizationType: appsync.AuthorizationType.LAMBDA,
      lambdaAuthorizerConfig: {
        handler: this.functionFor('appsync-authorizer', 'AppSync'),
        resultsCacheTtl: this.revocationDelay,
      },
    };
  }

  /** Another authorizer with a cache than without: an update would not take the identity source away. */
  private replaceable(id: string): string {
    return this.isCaching ? `${id}WithCache` : id;
  }

  private functionFor(
    bundle: AuthorizerBundle,
    id: string,
    environment: Readonly<Record<string, string>> = {},
  ): lambda.Function {
    return once(this.functions, id, () => {
      const authorizer = createBundledFunction(this, id, {
        bundle,
        description: `Rejects signed-out Cognito tokens (${bundle})`,
        environment: { ...this.environment, ...environment },
        timeout: GATEWAY_TIMEOUT,
      });
      this.revocationTable.grantLookup(authorizer);
      return authorizer;
    });
  }
}

type AuthorizerBundle = Extract<FunctionName, `${string}-authorizer`>;

/** What is made for a key: the same at every call. */
function once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}
