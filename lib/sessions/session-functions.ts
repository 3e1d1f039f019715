import { Duration, type aws_dynamodb as dynamodb, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import type { FunctionName } from '../../lambda/functions';
import { acceptedTokensEnvironment } from '../authorizer/accepted-tokens';
import { createBundledFunction } from '../functions/bundled-function';
import { letLookUp, letRevoke } from '../functions/revocation-access';
import { longestRefreshTokenValidity } from '../sign-out-api/refresh-token-validity';
import type { SignOutFunctionProps } from '../sign-out-api/sign-out-function';
import { grantFinding, grantListing } from './session-table';

/** What the functions that see to sessions have in common. */
export interface SessionFunctions {
  /** The registered sessions. */
  readonly table: dynamodb.TableV2;
  /** How many a user may have; undefined if as many as they like. */
  readonly maxSessions: number | undefined;
  /** Whether user agent and IP address are kept. */
  readonly keepsDevices: boolean;
  /** Whether Cognito is asked about sessions. */
  readonly isTracked: boolean;
  /** What signing out needs. */
  readonly signOut: SignOutFunctionProps;
}

/** What each of them does: beside listing, which all do. */
const FUNCTIONS = {
  'register-session': { description: 'Registers sessions of Cognito users', lists: false, find: true, revoke: true },
  'list-sessions': { description: 'Lists sessions of Cognito users', lists: true, find: false, revoke: false },
  'end-session': { description: 'Ends a session of a Cognito user', lists: false, find: true, revoke: true },
  'appsync-sessions': {
    description: 'Lists and ends sessions of Cognito users',
    lists: true,
    find: true,
    revoke: true,
  },
  'admin-sessions': { description: 'Lists sessions of any Cognito user', lists: true, find: false, revoke: false },
} as const satisfies Partial<Record<FunctionName, object>>;

/** API Gateway gives up on an integration after 30 s (HTTP API); AppSync too. */
const TIMEOUT = Duration.seconds(29);

/** A function that may do with sessions what it is for, and no more. */
export function createSessionsFunction(
  scope: Construct,
  id: string,
  bundle: keyof typeof FUNCTIONS,
  functions: SessionFunctions,
): lambda.Function {
  const { signOut, table, isTracked } = functions;
  const { description, lists, find, revoke } = FUNCTIONS[bundle];
  const made = createBundledFunction(scope, id, {
    bundle,
    revocationTable: signOut.revocationTable,
    description,
    environment: { ...acceptedTokensEnvironment(scope, signOut), ...sessionsEnvironment(functions) },
    timeout: TIMEOUT,
    functionOptions: signOut.functionOptions,
  });
  grantListing(table, made);
  if (find) grantFinding(table, made);
  if (revoke) letRevoke(signOut.revocationTable, made);
  else letLookUp(signOut.revocationTable, made);
  if (bundle === 'admin-sessions') signOut.userPool.grant(made, 'cognito-idp:AdminGetUser');
  // Its own access token is all that a session needs to be asked about.
  if (isTracked && lists) signOut.userPool.grant(made, 'cognito-idp:AdminListUserSessions');
  return made;
}

/** Lets a function that is there for something else register sessions, and end the oldest. */
export function letRegister(functions: SessionFunctions, grantee: lambda.Function): void {
  for (const [name, value] of Object.entries(sessionsEnvironment(functions))) grantee.addEnvironment(name, value);
  grantListing(functions.table, grantee);
  grantFinding(functions.table, grantee);
  letRevoke(functions.signOut.revocationTable, grantee);
}

function sessionsEnvironment({
  table,
  maxSessions,
  keepsDevices,
  isTracked,
  signOut,
}: SessionFunctions): Record<string, string> {
  return {
    [ENVIRONMENT.sessionTableName]: table.tableName,
    [ENVIRONMENT.sessionDevices]: String(keepsDevices),
    [ENVIRONMENT.refreshTokenValidity]: longestRefreshTokenValidity(
      signOut.userPoolClients,
      signOut.refreshTokenValidity,
    ),
    ...(isTracked && { [ENVIRONMENT.sessionTracking]: 'true' }),
    ...(maxSessions !== undefined && { [ENVIRONMENT.maxSessions]: String(maxSessions) }),
  };
}
