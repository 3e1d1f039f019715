import {
  Stack,
  Token,
  aws_apigatewayv2 as http,
  aws_apigatewayv2_authorizers as authorizers,
  aws_apigatewayv2_integrations as integrations,
  type aws_appsync as appsync,
  type aws_dynamodb as dynamodb,
  type aws_iam as iam,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { RevocationAuthorizer } from '../authorizer/revocation-authorizer';
import { DeploymentPart } from '../monitoring/deployment-part';
import type { SignOutApi } from '../sign-out-api/sign-out-api';
import type { SignOutFunctionProps } from '../sign-out-api/sign-out-function';
import { addSessionResolvers } from './graphql-sessions';
import { createSessionsFunction, letRegister, type SessionFunctions } from './session-functions';
import { createSessionTable } from './session-table';

/** What an owner may say of {@link Sessions}. */
export interface SessionsOptions {
  /**
   * How many registered sessions a user may have: 1 to 100. Registering one more ends the oldest, by the time of the sign-in: 1 is
   * "one device at a time". Sessions that nobody registers do not count.
   *
   * @default - as many as they like
   */
  readonly maxSessions?: number;

  /**
   * Whether the user agent and the IP address that a session was registered with last are kept with it, for its user to tell devices
   * apart. Both are personal data.
   *
   * @default true
   */
  readonly keepDevices?: boolean;

  /**
   * Whether the pool tracks sessions itself (plans Essentials and Plus; `SetUserPoolSessionConfiguration`, which this does not call).
   * Then the lists take device, place and last activity from there, of sessions that have been registered with an access token.
   *
   * @default false
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-user-sessions.html
   */
  readonly cognitoTracksSessions?: boolean;
}

/** Properties of {@link Sessions}. */
export interface SessionsProps extends SignOutFunctionProps, SessionsOptions {
  /** Decides who may call. */
  readonly authorizer: RevocationAuthorizer;

  /** Gets the routes; who signs in through its `POST /` is registered without the app's doing. */
  readonly signOutApi: SignOutApi;
}

/**
 * Lets users see where they are signed in, and end one session of theirs, from any device:
 *
 * - `PUT /session`: registers the bearer's session, or renames it
 * - `GET /sessions`: the user's registered sessions that are alive
 * - `DELETE /sessions/{sessionId}`: ends one
 * - `POST /admin/sessions`: any user's, behind IAM
 *
 * Each is deleted when none of its tokens can live any more. No token is kept.
 */
export class Sessions extends DeploymentPart {
  /** The registered sessions. */
  readonly table: dynamodb.TableV2;

  /** All functions behind the routes, such as for alarms. */
  readonly functions: lambda.Function[];

  private readonly administration: http.HttpRoute;
  private readonly parts: SessionFunctions;
  private graphqlFunction: lambda.Function | undefined;

  constructor(scope: Construct, id: string, props: SessionsProps) {
    super(scope, id, props);
    validateMaxSessions(props.maxSessions);
    validateStack(this, props.signOutApi);
    this.table = createSessionTable(this, 'Table');
    const { table } = this;
    const { maxSessions, keepDevices: keepsDevices = true, authorizer, signOutApi } = props;
    const isTracked = props.cognitoTracksSessions ?? false;
    this.parts = { table, maxSessions, keepsDevices, isTracked, signOut: props };

    const register = createSessionsFunction(this, 'Register', 'register-session', this.parts);
    const list = createSessionsFunction(this, 'List', 'list-sessions', this.parts);
    const end = createSessionsFunction(this, 'End', 'end-session', this.parts);
    const admin = createSessionsFunction(this, 'Admin', 'admin-sessions', this.parts);
    this.functions = [register, list, end, admin];

    const { httpApi } = signOutApi;
    const { DELETE, GET, POST, PUT } = http.HttpMethod;
    const byToken = authorizer.httpAuthorizer();
    this.addRoute(httpApi, PUT, '/session', register, byToken);
    this.addRoute(httpApi, GET, '/sessions', list, byToken);
    this.addRoute(httpApi, DELETE, '/sessions/{sessionId}', end, byToken);
    this.administration = this.addRoute(httpApi, POST, '/admin/sessions', admin, new authorizers.HttpIamAuthorizer());
    letRegister(this.parts, signOutApi._cognitoProxy);
  }

  /** Lets a principal of IAM list the sessions of any user. */
  grantAdministration(grantee: iam.IGrantable): iam.Grant {
    return this.administration.grantInvoke(grantee);
  }

  /**
   * Resolves the query `sessions` and the mutation `endSession` of an AppSync API, which do what the routes do. The API must have the
   * authorizer in front: see `RevocationAuthorizer.appSyncAuthorizationMode()`. Its schema needs:
   *
   * ```graphql
   * type Query {
   *   sessions(limit: Int): [RegisteredSession!]!
   * }
   * type Mutation {
   *   endSession(sessionId: ID!): EndedSession!
   * }
   * type RegisteredSession {
   *   sessionId: ID! current: Boolean! label: String clientId: ID!
   *   signedInAt: AWSTimestamp! lastSeenAt: AWSTimestamp! userAgent: String ipAddress: String
   * }
   * type EndedSession { outcome: String! scope: String! signedOutAt: AWSTimestamp! unfinished: [String!]! }
   * ```
   *
   * @throws Error if the API has them already
   */
  resolveGraphql(api: appsync.GraphqlApi): void {
    if (this.graphqlFunction === undefined) {
      this.graphqlFunction = createSessionsFunction(this, 'Graphql', 'appsync-sessions', this.parts);
      this.functions.push(this.graphqlFunction);
    }
    addSessionResolvers(api, this.graphqlFunction);
  }

  /**
   * Has a function register sessions that is there for something else.
   *
   * @internal
   */
  _letRegister(grantee: lambda.Function): void {
    letRegister(this.parts, grantee);
  }

  private addRoute(
    httpApi: http.HttpApi,
    method: http.HttpMethod,
    path: string,
    handler: lambda.Function,
    authorizer: http.IHttpRouteAuthorizer,
  ): http.HttpRoute {
    return new http.HttpRoute(this, `${method} ${path}`.replaceAll('/', '_'), {
      httpApi,
      routeKey: http.HttpRouteKey.with(path, method),
      integration: new integrations.HttpLambdaIntegration('Integration', handler),
      authorizer,
    });
  }
}

/** The API's function for sign-ins needs the table, and the routes the API: neither could be deployed first. */
function validateStack(scope: Construct, signOutApi: SignOutApi): void {
  if (Stack.of(scope) === Stack.of(signOutApi)) return;
  throw new Error(
    `signOutApi: ${signOutApi.node.path} is in another stack than ${scope.node.path}; allowed: the same one, ` +
      'where the property `sessions` of TokenRevocation makes it',
  );
}

/** Of a user, at most. */
const MOST_SESSIONS = 100;

function validateMaxSessions(maxSessions: number | undefined): void {
  if (maxSessions === undefined || Token.isUnresolved(maxSessions)) return;
  if (Number.isInteger(maxSessions) && maxSessions >= 1 && maxSessions <= MOST_SESSIONS) return;
  throw new Error(
    `maxSessions: got ${String(maxSessions)}; allowed: a whole number from 1 to ${String(MOST_SESSIONS)}, or none`,
  );
}
