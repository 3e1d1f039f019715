export type { AcceptedTokensProps } from './accepted-tokens';
export { GraphqlSignOut, type GraphqlSignOutProps } from './graphql-sign-out';
export { LiveConnections, type LiveConnectionsProps } from './live-connections';
export { LiveSubscriptions, type LiveSubscriptionsProps, type ProtectedSubscriptions } from './live-subscriptions';
export { subscriptionResolverCode, type ResolverCode } from './resolver-code';
export {
  RevocationAuthorizer,
  type RevocationAuthorizerProps,
  type WebSocketAuthorizerOptions,
} from './revocation-authorizer';
export { RevocationTable, type RevocationTableProps } from './revocation-table';
export { SignOutApi, type ManagedLogin, type SignOutApiProps } from './sign-out-api';
export { SignOutEvents, type SignOutEventsProps } from './sign-out-events';
export type { SignOutFunctionProps } from './sign-out-function';
export { TokenRevocation, type TokenRevocationProps } from './token-revocation';
export type { SessionEvents, TokenUse } from '../lambda/contract';
