export type { AcceptedTokensProps } from './authorizer/accepted-tokens';
export { GraphqlSignOut, type GraphqlSignOutProps } from './sign-out-api/graphql-sign-out';
export { LiveConnections, type LiveConnectionsProps } from './connections/live-connections';
export {
  LiveSubscriptions,
  type LiveSubscriptionsProps,
  type ProtectedSubscriptions,
} from './connections/live-subscriptions';
export type { ProtectedWebSocketOptions } from './connections/subprotocols';
export { subscriptionResolverCode, type ResolverCode } from './graphql/resolver-code';
export {
  RevocationAuthorizer,
  type RevocationAuthorizerProps,
  type WebSocketAuthorizerOptions,
} from './authorizer/revocation-authorizer';
export { RevocationTable, type RevocationTableProps } from './revocation-table';
export { SignOutApi, type ManagedLogin, type SignOutApiProps } from './sign-out-api/sign-out-api';
export { SignOutEvents, type SignOutEventsProps } from './events/sign-out-events';
export type { SignOutFunctionProps } from './sign-out-api/sign-out-function';
export { TokenRevocation, type TokenRevocationProps } from './token-revocation';
export type { SessionEvents, TokenUse } from '../lambda/contract';
