import type { Belief } from './belief';

const DECISION = 'docs/decisions/005-a-local-cloud.md';

const byHand = (subject: string, place: string, id: string, expected: string, source: string, how: string): Belief => ({
  id,
  subject,
  place,
  expected,
  source,
  byHand: how,
});

/** What takes a choice of the owner's, a browser, a trail, another Region or time, and so is told how to try. */
export const BELIEFS_BY_HAND: readonly Belief[] = [
  byHand(
    'Cognito',
    'managed login',
    'cookie-auth-time',
    'a sign-in by managed login’s cookie, without a password, has an auth_time of its own',
    DECISION,
    'It takes a browser and a pool with a domain. Sign in at managed login, sign out with scope global, visit ' +
      '/oauth2/authorize again without logoutUrl, and compare auth_time: where it is the old one, such sign-ins are ' +
      'rejected until the cookie ends.',
  ),
  byHand(
    'Cognito',
    'devices',
    'unconfirmed-device',
    'what a refresh takes of a device that is remembered, and not confirmed yet',
    DECISION,
    'It takes a pool that remembers devices. Sign in without ConfirmDevice, and call GetTokensFromRefreshToken with and ' +
      'without DeviceKey.',
  ),
  byHand(
    'Cognito',
    'machines',
    'machine-claims',
    'tokens of the client-credentials grant have a jti, and neither origin_jti nor auth_time',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html',
    'It takes a resource server and a client with a secret. Ask /oauth2/token for one, and look at its claims.',
  ),
  byHand(
    'Cognito',
    'sessions',
    'session-tracking',
    'with UserSessionTracking on, tokens keep their claims, and gain one',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/managing-user-sessions.html',
    'It is a setting of the whole pool (SetUserPoolSessionConfiguration). Switch it on in a pool to try with, and verify there.',
  ),
  byHand(
    'Cognito',
    'sessions',
    'tracked-session-id',
    'what ListUserSessions calls the session of an access token stays the same when that is refreshed, or rotated',
    'https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html',
    'It takes a pool that tracks sessions. Sign in, call ListUserSessions, refresh, call it again, and compare SessionId where ' +
      'IsCurrentSession is true: where it changes, lists of sessions lose device and place on a refresh.',
  ),
  byHand(
    'Cognito',
    'sessions',
    'evicted-session',
    'the access token of a session that Cognito ends, as one more than MaxPerUser begins, is accepted at the gateways until it expires',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/managing-user-sessions.html',
    'It takes a pool that tracks sessions, with MaxPerUser 1. Sign in twice, and ask GET /session with the first access token: ' +
      'maxSessions of this product is what ends it.',
  ),
  byHand(
    'Cognito',
    'validity',
    'equal-validities',
    'a client may have a refresh token that lives as long as its access token',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html',
    'It is a setting of the app client. Deploy with accessTokenValidity=1h and refreshTokenValidity=1h.',
  ),
  byHand(
    'Cognito',
    'identity pools',
    'id-token-revoked',
    'RevokeToken makes an identity pool with ServerSideTokenCheck refuse the ID token too (the documents differ)',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html',
    'It takes an identity pool. Sign in, call RevokeToken, and GetId with the ID token.',
  ),
  byHand(
    'Cognito',
    'other partitions',
    'other-partitions',
    'user pools of eusc- Regions sign with an issuer at amazonaws.com or amazonaws.eu',
    'https://github.com/awslabs/aws-jwt-verify/issues/270',
    'It takes an account there. Verify there: no token is let in if it is the other one.',
  ),
  byHand(
    'CloudTrail',
    'EventBridge',
    'cloudtrail-records',
    'calls to Cognito itself end sessions at the gateways, within minutes',
    'docs/sign-outs-made-elsewhere.md',
    'It takes a trail and minutes. Sign in, call AdminUserGlobalSignOut, GlobalSignOut, ChangePassword and AdminDisableUser ' +
      'of a user to try with, and look each time for how long GET /session still answers 200; then for the metrics by reason, above ' +
      'all unattributed, and for the dead-letter queue.',
  ),
  byHand(
    'CloudTrail',
    'managed login',
    'cloudtrail-forgot-password',
    'what the record of forgotPassword_POST looks like, of a reset that was begun, and of one that was completed',
    DECISION,
    'It takes a browser. Reset a password at managed login, and run: aws cloudtrail lookup-events --lookup-attributes ' +
      'AttributeKey=EventName,AttributeValue=forgotPassword_POST',
  ),
  byHand(
    'DynamoDB',
    'stream',
    'partial-batch',
    'a batch of the stream of which a part failed is delivered again from there',
    'https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html',
    'It takes a fault. Deny the function that ends connections execute-api:ManageConnections for a minute, sign out, and look ' +
      'whether the connection ends after it is allowed again.',
  ),
  byHand(
    'DynamoDB',
    'other Regions',
    'replication',
    'a sign-out is known in the other Regions within a second or so',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html',
    'It takes a replica and a stack beside it. Sign out in one Region, and ask a gateway of the other until it says 401.',
  ),
];
