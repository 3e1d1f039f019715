import type { TrackedActivity, TrackedSessions } from '../../core/sessions/tracked-sessions';
import type { CognitoClient, UserSession, UserSessions } from './client';

/** What Cognito says where it does not know. */
const UNKNOWN = 'unknown';

/**
 * Asks a pool that tracks sessions (Essentials or Plus): with the user's own access token which of them it belongs to, and as an
 * administrator what there is to know of them. Its answers are eventually consistent, and one page.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html
 */
export function createTrackedSessions(cognito: CognitoClient, userPoolId: string): TrackedSessions {
  return {
    async idOf(accessToken) {
      const { Sessions = [] } = await cognito('ListUserSessions', { AccessToken: accessToken }).catch(none);
      return Sessions.find(({ IsCurrentSession }) => IsCurrentSession === true)?.SessionId;
    },

    async activityOf(username) {
      const asked = { UserPoolId: userPoolId, Username: username };
      const { Sessions = [] } = await cognito('AdminListUserSessions', asked).catch(none);
      return new Map(
        Sessions.flatMap((session) => (session.SessionId ? [[session.SessionId, activityIn(session)]] : [])),
      );
    },
  };
}

/** It is only more to tell: where Cognito does not answer, there is nothing. */
const none = (): UserSessions => ({});

function activityIn({ LastActiveDate, DeviceType, LastIPAddress, LastLocation }: UserSession): TrackedActivity {
  const [city, country, device, ipAddress] = [LastLocation?.City, LastLocation?.Country, DeviceType, LastIPAddress].map(
    known,
  );
  const location = { ...(city !== undefined && { city }), ...(country !== undefined && { country }) };
  return {
    ...(LastActiveDate !== undefined && { lastActiveAt: Math.floor(LastActiveDate) }),
    ...(device !== undefined && { device }),
    ...(ipAddress !== undefined && { ipAddress }),
    ...(Object.keys(location).length > 0 && { location }),
  };
}

function known(text: string | null | undefined): string | undefined {
  return text === null || text === '' || text === UNKNOWN ? undefined : text;
}
