import { RevocationError } from '../../../lambda/core/errors';
import { adminSessions, parseAdminSessions } from '../../../lambda/core/sessions/admin-sessions';
import { listOwnSessions } from '../../../lambda/core/sessions/own-sessions';
import { registerSession } from '../../../lambda/core/sessions/register-session';
import { parsePage } from '../../../lambda/core/sessions/session-parameters';
import type { TrackedActivity, TrackedSessions } from '../../../lambda/core/sessions/tracked-sessions';
import { idPayload } from '../../support/tokens';
import { createSessionWorld, NOW, tokenOf, USER } from './world';

/** Cognito, of a pool that tracks sessions. */
class FakeTrackedSessions implements TrackedSessions {
  readonly asked: string[] = [];
  readonly ids = new Map<string, string>();
  activities = new Map<string, TrackedActivity>();

  idOf(accessToken: string): Promise<string | undefined> {
    const { origin_jti: session } = JSON.parse(accessToken) as { origin_jti: string };
    this.asked.push(`idOf ${session}`);
    return Promise.resolve(this.ids.get(session));
  }

  activityOf(username: string): Promise<ReadonlyMap<string, TrackedActivity>> {
    this.asked.push(`activityOf ${username}`);
    return Promise.resolve(this.activities);
  }
}

let world: ReturnType<typeof createSessionWorld>;
let tracked: FakeTrackedSessions;

beforeEach(() => {
  world = createSessionWorld();
  tracked = new FakeTrackedSessions();
  Object.assign(world.dependencies, { tracked });
});

const register = (token: string) =>
  registerSession(
    { token, parsed: { ok: true, label: undefined }, device: { userAgent: 'A' }, requestId: 'r' },
    world.dependencies,
  );
const listed = async (token: string) => {
  const result = await listOwnSessions({ token, page: parsePage(undefined, undefined) }, world.dependencies);
  if (result.outcome !== 'listed') throw new Error(result.outcome);
  return result.list.sessions;
};

describe('a session that Cognito tracks', () => {
  it('is asked for by its access token, once', async () => {
    tracked.ids.set('phone', 'tkn1');

    await register(tokenOf('phone'));
    await expect(register(tokenOf('phone'))).resolves.toMatchObject({ session: { trackedAs: 'tkn1' } });

    expect(tracked.asked).toEqual(['idOf phone']);
  });

  it('is asked for again if Cognito did not know it yet', async () => {
    await expect(register(tokenOf('phone'))).resolves.toMatchObject({ outcome: 'registered' });
    tracked.ids.set('phone', 'tkn1');
    await register(tokenOf('phone'));

    expect(tracked.asked).toEqual(['idOf phone', 'idOf phone']);
    await expect(register(tokenOf('phone'))).resolves.toMatchObject({ session: { trackedAs: 'tkn1' } });
  });

  it('is registered although that could not be kept in mind', async () => {
    tracked.ids.set('phone', 'tkn1');
    world.registry.trackFault = new RevocationError('session_registry_unavailable', 'no');

    await expect(register(tokenOf('phone'))).resolves.toMatchObject({ outcome: 'registered' });
  });

  it('is not asked for by an ID token, which can not tell, nor if it has ended', async () => {
    const idToken = JSON.stringify(idPayload({ origin_jti: 'phone', exp: NOW + 3600 }));
    await expect(register(idToken)).resolves.toMatchObject({ outcome: 'registered' });
    await expect(register(tokenOf('phone', 60, { exp: NOW - 1 }))).resolves.toMatchObject({ reason: 'expired' });

    expect(tracked.asked).toEqual([]);
  });

  it('is listed with what Cognito knows better, and where it is', async () => {
    tracked.ids.set('phone', 'tkn1').set('laptop', 'tkn2');
    for (const id of ['phone', 'laptop', 'tablet']) await register(tokenOf(id));
    tracked.activities.set('tkn1', {
      lastActiveAt: NOW + 50,
      device: 'Android, Chrome',
      ipAddress: '192.0.2.7',
      location: { city: 'Bern', country: 'Switzerland' },
    });
    tracked.activities.set('tkn2', { lastActiveAt: NOW - 50 });
    tracked.activities.set('sso1', { device: 'of nobody here' });

    const sessions = await listed(tokenOf('phone'));

    const [phone, laptop, tablet] = ['phone', 'laptop', 'tablet'].map((id) =>
      sessions.find(({ sessionId }) => sessionId === id),
    );
    expect(phone).toMatchObject({
      lastSeenAt: NOW + 50,
      userAgent: 'Android, Chrome',
      ipAddress: '192.0.2.7',
      location: { city: 'Bern', country: 'Switzerland' },
    });
    expect(laptop).toMatchObject({ lastSeenAt: NOW, userAgent: 'A' });
    expect(tablet).toMatchObject({ lastSeenAt: NOW, userAgent: 'A' });
    expect(tablet).not.toHaveProperty('location');
    expect(sessions).toHaveLength(3);
  });

  it('is listed all the same where Cognito says nothing of it', async () => {
    tracked.ids.set('phone', 'tkn1');
    await register(tokenOf('phone'));

    await expect(listed(tokenOf('phone'))).resolves.toMatchObject([{ sessionId: 'phone', userAgent: 'A' }]);
  });

  it.each([
    [{ username: 'alice' }, 'activityOf alice'],
    [{ sub: 'user-1' }, 'activityOf user-1'],
  ])('is asked for by an administrator of %j', async (user, asked) => {
    tracked.ids.set('phone', 'tkn1');
    await register(tokenOf('phone'));
    tracked.asked.length = 0;
    const findUser = () => Promise.resolve({ sub: USER.sub, username: 'alice' });

    await adminSessions(parseAdminSessions(user), {
      ...world.dependencies,
      userPoolId: USER.userPoolId,
      userPool: { findUser },
    });

    expect(tracked.asked).toEqual([asked]);
  });
});

it('nothing is asked of Cognito where no session is known to it', async () => {
  await register(tokenOf('phone'));
  tracked.asked.length = 0;

  await listed(tokenOf('phone'));

  expect(tracked.asked).toEqual([]);
});
