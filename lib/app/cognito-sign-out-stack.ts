import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { LiveConnections } from '../connections/live-connections';
import { Monitoring } from '../monitoring/monitoring';
import { SignOutDashboard } from '../monitoring/sign-out-dashboard';
import { TokenRevocation } from '../token-revocation';
import { ProtectedGraphqlApi } from './protected-graphql-api';
import { ProtectedRestApi } from './protected-rest-api';
import { ProtectedWebSocketApi } from './protected-websocket-api';
import type { Settings } from './settings';
import { registerLogoutUrl, userPoolOf } from './user-pool';

/** Properties of {@link CognitoSignOutStack}. */
export interface CognitoSignOutStackProps extends StackProps {
  /** What the owner decided. */
  readonly settings: Settings;
}

/** The stack's outputs. No URL ends in a slash. */
export interface StackOutputs {
  /** Id of the user pool. */
  readonly UserPoolId: string;
  /** Id of the app client, comma-separated if there are several. */
  readonly UserPoolClientId: string;
  /** The sign-out API: an HTTP API. */
  readonly SignOutApiUrl: string;
  /** The REST API with its stage. */
  readonly RestApiUrl: string;
  /** Where the AppSync API takes queries and mutations. */
  readonly GraphqlApiUrl: string;
  /** Id of the AppSync API. */
  readonly GraphqlApiId: string;
  /** The WebSocket API with its stage. */
  readonly WebSocketApiUrl: string;
  /** Name of the DynamoDB table. */
  readonly RevocationTableName: string;
  /** Where users sign in in a browser, if the setting `domainPrefix` is given. */
  readonly ManagedLoginUrl?: string;
}

/** A user pool whose sign-out is real, and one small protected API of each kind to see it. Only composes. */
export class CognitoSignOutStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: CognitoSignOutStackProps) {
    super(scope, id, { description: 'Amazon Cognito with a sign-out that is real', ...props });
    const { userPool, userPoolClients, managedLoginUrl } = userPoolOf(this, settings);
    const [logoutUri] = settings.logoutUrls ?? [];
    const hasLogout = managedLoginUrl !== undefined && logoutUri !== undefined;
    const accepted = { userPool, userPoolClients, acceptedTokenUse: settings.acceptedTokenUse };
    const { maxSessions } = settings;
    const tokenRevocation = new TokenRevocation(this, 'TokenRevocation', {
      ...settings,
      ...accepted,
      monitoring: monitoringOf(settings),
      sessions: { ...(maxSessions !== undefined && { maxSessions }) },
      ...(hasLogout && { managedLogin: { baseUrl: managedLoginUrl, logoutUri } }),
    });
    const { revocationTable, authorizer, signOutApi, sessions } = tokenRevocation;
    if (hasLogout) registerLogoutUrl(userPoolClients, signOutApi.logoutDoneUrl);
    const restApi = new ProtectedRestApi(this, 'RestApi', {
      authorizer,
      sessionFunction: signOutApi.sessionFunction,
      allowedOrigins: settings.allowedOrigins,
    });
    const graphqlApi = new ProtectedGraphqlApi(this, 'GraphqlApi', {
      ...settings,
      ...accepted,
      authorizer,
      revocationTable,
      ...(sessions !== undefined && { sessions }),
    });
    const liveConnections = new LiveConnections(this, 'LiveConnections', { authorizer, revocationTable });
    const webSocketApi = new ProtectedWebSocketApi(this, 'WebSocketApi', { liveConnections, revocationTable });
    new SignOutDashboard(this, 'Dashboard', { tokenRevocation, liveConnections });

    this.output({
      UserPoolId: userPool.userPoolId,
      UserPoolClientId: Fn.join(
        ',',
        userPoolClients.map(({ userPoolClientId }) => userPoolClientId),
      ),
      SignOutApiUrl: signOutApi.url,
      RestApiUrl: restApi.url,
      GraphqlApiUrl: graphqlApi.url,
      GraphqlApiId: graphqlApi.apiId,
      WebSocketApiUrl: webSocketApi.url,
      RevocationTableName: revocationTable.tableName,
      ...(managedLoginUrl !== undefined && { ManagedLoginUrl: managedLoginUrl }),
    });
  }

  private output(outputs: StackOutputs): void {
    for (const [name, value] of Object.entries(outputs)) {
      new CfnOutput(this, `Output${name}`, { value: value as string }).overrideLogicalId(name);
    }
  }
}

function monitoringOf({ alarmEmail }: Settings): Monitoring {
  return alarmEmail === undefined
    ? Monitoring.none('the setting alarmEmail is not given')
    : Monitoring.alarms({ email: alarmEmail });
}
