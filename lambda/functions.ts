/*
 * The functions that there are: a part of the contract (contract.ts). Imports nothing, and holds no enumeration: what bundles them
 * has Node.js read this file, which only takes its types away.
 */

/** Entry points: each is bundled into dist/bundles/{name}/, as a module `index` with the export `handler`. */
export const FUNCTIONS = [
  'http-authorizer',
  'rest-authorizer',
  'appsync-authorizer',
  'session',
  'sign-out',
  'appsync-sign-out',
  'register-session',
  'list-sessions',
  'end-session',
  'appsync-sessions',
  'admin-sign-out',
  'admin-sessions',
  'introspect',
  'revoke-token',
  'discovery',
  'logout',
  'logout-done',
  'global-token-revocation',
  'backchannel-logout',
  'cognito-proxy',
  'sign-out-events',
  'hand-on-revocations',
  'publish-revocations',
  'end-subscriptions',
  'end-late-subscriptions',
  'websocket-authorizer',
  'websocket-admission',
  'websocket-connect',
  'websocket-disconnect',
  'websocket-echo',
  'end-connections',
  'end-due-connections',
] as const;

/**
 * Those that only decide: they do their first call's work while they initialize, which takes an ES module, and hold nothing
 * that they do not need.
 */
export const DECIDING_FUNCTIONS: readonly string[] = FUNCTIONS.filter(
  (name) => name === 'introspect' || name.endsWith('-authorizer'),
);

/** Name of an entry point. */
export type FunctionName = (typeof FUNCTIONS)[number];
