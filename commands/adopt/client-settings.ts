import type {
  AnalyticsConfigurationType,
  RefreshTokenRotationType,
  TokenValidityUnitsType,
  UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';

import type { ClientDescription } from './client-description';
import { isTimeUnit } from './token-validity';

/**
 * What `UpdateUserPoolClient` takes, all of it: what it is not given it resets to its default. Does not compile when an
 * SDK knows more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
const WRITABLE = {
  UserPoolId: true,
  ClientId: true,
  ClientName: true,
  RefreshTokenValidity: true,
  AccessTokenValidity: true,
  IdTokenValidity: true,
  TokenValidityUnits: true,
  ReadAttributes: true,
  WriteAttributes: true,
  ExplicitAuthFlows: true,
  SupportedIdentityProviders: true,
  CallbackURLs: true,
  LogoutURLs: true,
  DefaultRedirectURI: true,
  AllowedOAuthFlows: true,
  AllowedOAuthScopes: true,
  AllowedOAuthFlowsUserPoolClient: true,
  AnalyticsConfiguration: true,
  PreventUserExistenceErrors: true,
  EnableTokenRevocation: true,
  EnablePropagateAdditionalUserContextData: true,
  AuthSessionValidity: true,
  RefreshTokenRotation: true,
} satisfies Record<keyof UpdateUserPoolClientCommandInput, true>;

/** The settings that have settings of their own. */
const NESTED = {
  TokenValidityUnits: { AccessToken: true, IdToken: true, RefreshToken: true } satisfies Record<
    keyof TokenValidityUnitsType,
    true
  >,
  AnalyticsConfiguration: {
    ApplicationId: true,
    ApplicationArn: true,
    RoleArn: true,
    ExternalId: true,
    UserDataShared: true,
  } satisfies Record<keyof AnalyticsConfigurationType, true>,
  RefreshTokenRotation: { Feature: true, RetryGracePeriodSeconds: true } satisfies Record<
    keyof RefreshTokenRotationType,
    true
  >,
};

/** What Cognito says of a client, and no update changes. `ClientType` is younger than the SDK. */
const READ_ONLY = ['ClientSecret', 'ClientType', 'CreationDate', 'LastModifiedDate'];

/** Name of a setting that `UpdateUserPoolClient` writes. */
export type SettingName = keyof typeof WRITABLE;

/** The settings that `UpdateUserPoolClient` writes. */
export const SETTING_NAMES = Object.keys(WRITABLE) as readonly SettingName[];

/** Names of what this tool does not know, and the SDK would not write back. Never the values: they may be secret. */
export function unknownSettings(client: ClientDescription): readonly string[] {
  const unknown = Object.keys(client).filter((name) => !Object.hasOwn(WRITABLE, name) && !READ_ONLY.includes(name));
  const nested = Object.entries(NESTED).flatMap(([name, known]) =>
    Object.keys(membersOf(client, name))
      .filter((member) => !Object.hasOwn(known, member))
      .map((member) => `${name}.${member}`),
  );
  const units = Object.entries(membersOf(client, 'TokenValidityUnits'))
    .filter(([member, unit]) => Object.hasOwn(NESTED.TokenValidityUnits, member) && !isTimeUnit(unit))
    .map(([member]) => `the unit in TokenValidityUnits.${member}`);
  return [...unknown, ...nested, ...units];
}

function membersOf(client: ClientDescription, name: string): Record<string, unknown> {
  const value = client[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
