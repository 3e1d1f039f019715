/**
 * The names of events that the infrastructure (lib/) and the runtime (lambda/) must agree on: a part of the contract. Imports nothing.
 */

/** Who tells of revocations on the event bus (`source`), and what an event is called (`detail-type`). */
export const REVOCATION_EVENT = { source: 'cognito-sign-out', detailType: 'Sessions Revoked' } as const;

/**
 * Cognito's events in CloudTrail that end sessions: every session of a `user`, or one `session`, which no event names.
 *
 * Managed login's `forgotPassword_POST` ("a user resets their password") is not among them. It is the only event of that
 * page that AWS lists, so the one that merely begins a reset may be the same, and that anybody may do in anybody's name.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
 */
export const SIGN_OUT_EVENTS = {
  GlobalSignOut: 'user',
  AdminUserGlobalSignOut: 'user',
  AdminDisableUser: 'user',
  AdminDeleteUser: 'user',
  DeleteUser: 'user',
  ChangePassword: 'user',
  ConfirmForgotPassword: 'user',
  AdminSetUserPassword: 'user',
  AdminResetUserPassword: 'user',
  SetUserMFAPreference: 'user',
  AdminSetUserMFAPreference: 'user',
  ConfirmForgotPassword_POST: 'user',
  ResetPassword_POST: 'user',
  RevokeToken: 'session',
  RevokeUserSession: 'session',
  AdminRevokeUserSession: 'session',
  Logout: 'session',
  SAML2Logout_POST: 'session',
} as const satisfies Record<string, 'user' | 'session'>;

/** What an event that ends one session does: nothing (`ignore`), or it ends every session of the `user`. */
export const SESSION_EVENTS = ['ignore', 'user'] as const;

/** See {@link SESSION_EVENTS}. */
export type SessionEvents = (typeof SESSION_EVENTS)[number];

/** What our calls to Cognito carry in their user agent, so that CloudTrail's record of them tells them apart. */
export const USER_AGENT = 'cognito-sign-out/own-call';
