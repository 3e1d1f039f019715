import type { RegisteredSession } from '../../../lambda/core/sessions/registered-session';
import type { SessionPosition, SessionRegistry } from '../../../lambda/core/sessions/session-registry';
import { registeredSession } from '../../support/sessions';

/** What every registry of sessions does, the fake and the real one. Each test uses a pool of its own. */
export function describeSessionRegistry(name: string, registryOf: () => SessionRegistry): void {
  describe(`${name}, as a registry of sessions`, () => {
    let number = 0;
    let userPoolId: string;
    const session = (sessionId: string, overrides: Partial<RegisteredSession> = {}) =>
      registeredSession({ userPoolId, sessionId, ...overrides });

    async function listed(sub = 'user-1', behind?: SessionPosition): Promise<readonly RegisteredSession[]> {
      const sessions: RegisteredSession[] = [];
      let position = behind;
      for (;;) {
        const page = await registryOf().pageOf({ userPoolId, sub }, position);
        sessions.push(...page.sessions);
        if (page.next === undefined) return sessions;
        position = page.next;
      }
    }

    beforeEach(() => {
      userPoolId = `us-east-1_Sessions${String(number++)}`;
    });

    it('knows nothing of whom nobody has registered', async () => {
      await expect(listed()).resolves.toEqual([]);
      await expect(registryOf().find({ userPoolId, sub: 'user-1' }, 'session-1')).resolves.toBeUndefined();
    });

    it.each([
      ['all that can be known', { label: 'Pixel 9 🤖', userAgent: 'Mozilla/5.0 (…)', ipAddress: '2001:db8::1' }],
      ['no more than must be', {}],
      ['ids that hold what keys are made of', { sub: 'a#user#b', sessionId: 'c#session.d', clientId: 'e#f' }],
    ])('finds and lists a session as it was registered, with %s', async (_, overrides) => {
      const registered = session('session-1', overrides);

      await expect(registryOf().register(registered)).resolves.toEqual(registered);
      await expect(registryOf().find(registered, registered.sessionId)).resolves.toEqual(registered);
      await expect(listed(registered.sub)).resolves.toEqual([registered]);
    });

    it('renews what is told, and keeps what is not', async () => {
      await registryOf().register(session('s', { label: 'Phone', userAgent: 'A', ipAddress: '192.0.2.1' }));

      const renewed = await registryOf().register(
        session('s', { label: undefined, userAgent: 'B', lastSeenAt: 1_800_000_999, expiresAt: 1_802_592_001 }),
      );

      const known = { label: 'Phone', userAgent: 'B', ipAddress: '192.0.2.1' };
      expect(renewed).toEqual(session('s', { ...known, lastSeenAt: 1_800_000_999, expiresAt: 1_802_592_001 }));
      await expect(listed()).resolves.toEqual([renewed]);
    });

    it("lists the newest sign-in first, page by page, and no other user's", async () => {
      const times = [3, 1, 4, 1, 5, 9, 2, 6];
      for (const [index, time] of times.entries()) {
        await registryOf().register(session(`s${String(index)}`, { signedInAt: 1_800_000_000 + time }));
      }
      await registryOf().register(session('theirs', { sub: 'user-2' }));

      const sessions = await listed();

      expect(sessions.map(({ signedInAt }) => signedInAt - 1_800_000_000)).toEqual([9, 6, 5, 4, 3, 2, 1, 1]);
      expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(8);
    });

    it('goes on from behind a place, whether or not what was there is still listed', async () => {
      const sessions = [5, 4, 3, 2, 1].map((time) => session(`s${String(time)}`, { signedInAt: 1_800_000_000 + time }));
      for (const each of sessions) await registryOf().register(each);
      const place = { signedInAt: 1_800_000_003, sessionId: 's3' };
      const rest = async () => (await listed('user-1', place)).map(({ sessionId }) => sessionId);

      await expect(rest()).resolves.toEqual(['s2', 's1']);
      await registryOf().unlist(sessions.slice(2, 3));
      await expect(rest()).resolves.toEqual(['s2', 's1']);
    });

    it('keeps in mind what Cognito calls a session, and nothing of one that is not there', async () => {
      const known = session('s', { label: 'Phone' });
      await registryOf().register(known);

      await registryOf().track({ ...known, label: 'Stale' }, 'tkn1');
      await registryOf().track(session('never there'), 'tkn2');

      await expect(listed()).resolves.toEqual([{ ...known, trackedAs: 'tkn1' }]);
      await expect(registryOf().register(known)).resolves.toEqual({ ...known, trackedAs: 'tkn1' });
      await expect(registryOf().find(known, 'never there')).resolves.toBeUndefined();
    });

    it('lists no more what was taken out, but still knows whose it is', async () => {
      const [ended, other] = [session('ended'), session('other')];
      await Promise.all([ended, other].map((each) => registryOf().register(each)));

      await registryOf().unlist([ended]);
      await registryOf().unlist([ended, session('never there')]);

      await expect(listed()).resolves.toEqual([other]);
      await expect(registryOf().find(ended, 'ended')).resolves.toEqual(ended);
      await expect(registryOf().find(ended, 'never there')).resolves.toBeUndefined();
    });

    it('lists again what is registered again, also if it is taken out by what was known before', async () => {
      const before = session('s');
      await registryOf().register(before);
      await registryOf().unlist([before]);
      const again = session('s', { signedInAt: before.signedInAt + 1 });
      await registryOf().register(again);

      await registryOf().unlist([before]);

      await expect(listed()).resolves.toEqual([again]);
    });
  });
}
