export type { AcceptedTokensProps, UserPoolProps } from './authorizer/accepted-tokens';
export { Gateway } from './authorizer/gateway';
export {
  RevocationAuthorizer,
  type RevocationAuthorizerProps,
  type RevocationDelayProps,
  type WebSocketAuthorizerOptions,
} from './authorizer/revocation-authorizer';
export { TokenUse } from './authorizer/token-use';
export { LiveConnections, type LiveConnectionsProps } from './connections/live-connections';
export {
  LiveSubscriptions,
  type LiveSubscriptionsProps,
  type ProtectedSubscriptions,
} from './connections/live-subscriptions';
export { GraphqlGuard, type GraphqlGuardProps, type GuardedGraphqlApiOptions } from './guard/graphql-guard';
export type { ProtectedWebSocketOptions } from './connections/subprotocols';
export { RevocationEvents, type RevocationEventsOptions, type RevocationEventsProps } from './events/revocation-events';
export { SessionEvents } from './events/session-events';
export { SignOutEvents, type SessionEventsProps, type SignOutEventsProps } from './events/sign-out-events';
export { RevocationFollower, type OnRevocationOptions } from './followers/revocation-follower';
export type { FunctionOptions, FunctionOptionsProps } from './functions/function-options';
export type { ResolverCode } from './graphql/resolver-code';
export { SubscriptionResolver } from './graphql/subscription-resolver';
export { DeploymentPart, type DeploymentPartProps } from './monitoring/deployment-part';
export { Monitoring, type AlarmOptions } from './monitoring/monitoring';
export { SignOutDashboard, type SignOutDashboardProps } from './monitoring/sign-out-dashboard';
export { RevocationTable, type IRevocationTable, type RevocationTableProps } from './revocation-table';
export { Sessions, type SessionsOptions, type SessionsProps } from './sessions/sessions';
export { GraphqlSignOut, type GraphqlSignOutProps } from './sign-out-api/graphql-sign-out';
export type { ManagedLogin, SignOutApiOptions } from './sign-out-api/sign-out-api-options';
export type { IdentityProvider } from './sign-out-api/identity-provider';
export { SignOutApi, type SignOutApiProps } from './sign-out-api/sign-out-api';
export type { RefreshTokenValidityProps, RevokerProps, SignOutFunctionProps } from './sign-out-api/sign-out-function';
export { TokenRevocation, type TokenRevocationProps } from './token-revocation';
