import type { ClientDescription } from './client-description';
import type { DeviceRemembering } from './device-remembering';
import { formatDuration } from '../shared/duration';
import type { StackOwnership } from './stack-ownership';
import { TOKENS, secondsOf } from './token-validity';
import { hasOAuthFlows } from './update';

/** What the owner has to know of a client and its user pool, whether or not the client changes. */
export function notesOn(
  client: ClientDescription,
  devices: DeviceRemembering,
  signOutUrl: string | undefined,
): readonly string[] {
  const { Feature: rotation } = (client['RefreshTokenRotation'] ?? {}) as { Feature?: unknown };
  const notes: string[] = [];
  if (rotation === 'ENABLED') {
    notes.push(
      'This client rotates refresh tokens. auth_time may move on refresh there: check that on your user pool before you ' +
        'rely on a sign-out of others, of a client or of the pool.',
    );
  }
  if (signOutUrl !== undefined && !hasOAuthFlows(client)) {
    notes.push(
      'This client has no OAuth flows, so Cognito keeps no sign-out URLs for it, and none was added. Its users do not come by ' +
        'managed login: say where they may return to by the setting or prop logoutUrls.',
    );
  }
  return [...notes, ...notesOnDevices(devices)];
}

function notesOnDevices(devices: DeviceRemembering): readonly string[] {
  switch (devices.kind) {
    case 'off':
      return [];
    case 'on':
      return [
        'This user pool remembers devices. Cognito then takes a refresh token only together with its device key, so a ' +
          'sign-out by the refresh token alone ends nothing at the gateways: send the access token to POST /sign-out, or ' +
          'device_key to POST /oauth2/revoke.',
      ];
    case 'unknown':
      return [
        `Whether this user pool remembers devices could not be found out (${devices.reason}); it takes the permission ` +
          'cognito-idp:DescribeUserPool. If it does, a sign-out by the refresh token alone ends nothing at the gateways.',
      ];
  }
}

/** What the owner has to know of a change. */
export function notesOnChange(
  before: ClientDescription,
  wanted: ClientDescription,
  ownership: StackOwnership,
): readonly string[] {
  const notes: string[] = [];
  if (before['EnableTokenRevocation'] !== true) {
    notes.push(
      'Tokens that were issued before name no session, and will be rejected: their users have to sign in again.',
    );
  }
  const longest = Math.max(secondsOf(before, 'RefreshToken'), secondsOf(wanted, 'RefreshToken'));
  if (secondsOf(wanted, 'RefreshToken') < longest) {
    notes.push(
      `Refresh tokens that were issued before live on: keep the setting refreshTokenValidity at ${formatDuration(longest)} ` +
        'or more until they have expired.',
    );
  }
  const isShorter = TOKENS.some((token) => secondsOf(wanted, token) < Math.min(3600, secondsOf(before, token)));
  if (isShorter && wanted['AllowedOAuthFlowsUserPoolClient'] === true) {
    notes.push(
      'Managed login keeps its cookie for an hour, whatever the validity: with it a browser can sign in again.',
    );
  }
  return [...notes, ...notesOnOwnership(ownership)];
}

function notesOnOwnership(ownership: StackOwnership): readonly string[] {
  switch (ownership.kind) {
    case 'none':
      return [];
    case 'stack': {
      const resource = ownership.logicalId === '' ? '' : ` (resource ${ownership.logicalId})`;
      return [
        `The CloudFormation stack ${ownership.stackName}${resource} owns this client. Make the same change in its ` +
          'template or CDK app: a later update of the stack may undo this one.',
      ];
    }
    case 'unknown':
      return [
        `Whether a CloudFormation stack owns this client could not be found out (${ownership.reason}); it takes the ` +
          'permission cloudformation:DescribeStackResources. If one does, make the same change in its template.',
      ];
  }
}
