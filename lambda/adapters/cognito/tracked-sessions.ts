import {
  AdminListUserSessionsCommand,
  ListUserSessionsCommand,
  type CognitoIdentityProviderClient,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';

import type { TrackedActivity, TrackedSessions } from '../../core/sessions/tracked-sessions';

/** What Cognito says where it does not know. */
const UNKNOWN = 'unknown';

/**
 * Asks a pool that tracks sessions (Essentials or Plus): with the user's own access token which of them it belongs to, and as an
 * administrator what there is to know of them. Its answers are eventually consistent, and one page.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html
 */
export function createTrackedSessions(client: CognitoIdentityProviderClient, userPoolId: string): TrackedSessions {
  return {
    async idOf(accessToken) {
      const command = new ListUserSessionsCommand({ AccessToken: accessToken });
      const { Sessions = [] } = await client.send(command).catch(() => ({ Sessions: [] }));
      return Sessions.find(({ IsCurrentSession }) => IsCurrentSession === true)?.SessionId;
    },

    async activityOf(username) {
      const command = new AdminListUserSessionsCommand({ UserPoolId: userPoolId, Username: username });
      const { Sessions = [] } = await client.send(command).catch(() => ({ Sessions: [] }));
      return new Map(
        Sessions.flatMap((session) => (session.SessionId ? [[session.SessionId, activityIn(session)]] : [])),
      );
    },
  };
}

function activityIn({
  LastActiveDate,
  DeviceType,
  LastIPAddress,
  LastLocation,
}: SessionDescriptionType): TrackedActivity {
  const [city, country, device, ipAddress] = [LastLocation?.City, LastLocation?.Country, DeviceType, LastIPAddress].map(
    known,
  );
  const location = { ...(city !== undefined && { city }), ...(country !== undefined && { country }) };
  return {
    ...(LastActiveDate !== undefined && { lastActiveAt: Math.floor(LastActiveDate.getTime() / 1000) }),
    ...(device !== undefined && { device }),
    ...(ipAddress !== undefined && { ipAddress }),
    ...(Object.keys(location).length > 0 && { location }),
  };
}

function known(text: string | null | undefined): string | undefined {
  return text === null || text === '' || text === UNKNOWN ? undefined : text;
}
