import type { Revocation, UserRevocation } from '../../../lambda/core/revocation/revocation';
import type { RevocationStore } from '../../../lambda/core/revocation/revocation-store';
import { AUDIT } from '../../support/audit';

/** What every revocation store does, the fake and the real one. Each test uses users of its own. */
export function describeRevocationStore(name: string, storeOf: () => RevocationStore): void {
  describe(`${name}, as a revocation store`, () => {
    let number = 0;
    const newKey = (kind: Revocation['kind']) => `us-east-1_Example#${kind}#${name}-${String(number++)}`;
    const session = (key: string, expiresAt = 100): Revocation => ({ kind: 'session', key, expiresAt });
    const user = (key: string, tokensValidAfter: number): UserRevocation => ({
      kind: 'user',
      key,
      expiresAt: 100,
      tokensValidAfter,
    });

    it('finds nothing where nothing was written', async () => {
      await expect(storeOf().find([newKey('session'), newKey('user')])).resolves.toEqual([]);
    });

    it.each([
      ['a session', (): Revocation => session(newKey('session'))],
      ['a token', (): Revocation => ({ kind: 'token', key: newKey('token'), expiresAt: 100 })],
      ['a client', (): Revocation => ({ kind: 'client', key: newKey('client'), expiresAt: 100, tokensValidAfter: 50 })],
      ['a pool', (): Revocation => ({ kind: 'pool', key: newKey('pool'), expiresAt: 100, tokensValidAfter: 50 })],
      ['a user', (): Revocation => user(newKey('user'), 50)],
      [
        "a user's others",
        (): Revocation => ({
          kind: 'user',
          key: newKey('user'),
          expiresAt: 100,
          others: { validAfter: 60, exemptSession: 'session-1' },
        }),
      ],
      [
        'a user and others',
        (): Revocation => ({
          kind: 'user',
          key: newKey('user'),
          expiresAt: 100,
          tokensValidAfter: 50,
          others: { validAfter: 60, exemptSession: 'session-1' },
        }),
      ],
    ])('finds %s as it was written', async (_, make) => {
      const store = storeOf();
      const revocation = make();

      await expect(store.update(revocation.key, () => revocation, AUDIT)).resolves.toEqual(revocation);
      await expect(store.find([revocation.key])).resolves.toEqual([revocation]);
    });

    it('finds all of several, and only them', async () => {
      const store = storeOf();
      const [first, second, third] = [session(newKey('session')), user(newKey('user'), 1), session(newKey('session'))];
      for (const revocation of [first, second, third]) await store.update(revocation.key, () => revocation, AUDIT);

      const found = await store.find([first.key, second.key, newKey('session')]);

      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([first, second]));
    });

    it('finds a record at once, every time', async () => {
      const store = storeOf();
      for (let round = 0; round < 20; round++) {
        const revocation = session(newKey('session'));
        await store.update(revocation.key, () => revocation, AUDIT);
        await expect(store.find([revocation.key])).resolves.toEqual([revocation]);
      }
    });

    it('finds what has long expired', async () => {
      const store = storeOf();
      const revocation = session(newKey('session'), 1);
      await store.update(revocation.key, () => revocation, AUDIT);

      await expect(store.find([revocation.key])).resolves.toEqual([revocation]);
    });

    it('hands what is stored to the change', async () => {
      const store = storeOf();
      const key = newKey('user');
      await store.update(key, () => user(key, 10), AUDIT);
      const seen: (Revocation | undefined)[] = [];

      await store.update(
        key,
        (stored) => {
          seen.push(stored);
          return user(key, 20);
        },
        AUDIT,
      );

      expect(seen.at(-1)).toEqual(user(key, 10));
      await expect(store.find([key])).resolves.toEqual([user(key, 20)]);
    });

    it('writes nothing if the change is nothing, and tells what is stored', async () => {
      const store = storeOf();
      const key = newKey('user');

      await expect(store.update(key, () => undefined, AUDIT)).resolves.toBeUndefined();
      await expect(store.find([key])).resolves.toEqual([]);
      await store.update(key, () => user(key, 10), AUDIT);
      await expect(store.update(key, () => undefined, AUDIT)).resolves.toEqual(user(key, 10));
      await expect(store.find([key])).resolves.toEqual([user(key, 10)]);
    });

    it('goes by what is known of a record, unless another writer was faster', async () => {
      const store = storeOf();
      const key = newKey('user');
      await store.update(key, () => user(key, 10), AUDIT);
      const raise = (stored?: UserRevocation) => user(key, (stored?.tokensValidAfter ?? 0) + 1);

      await expect(store.update(key, raise, AUDIT, user(key, 10))).resolves.toEqual(user(key, 11));
      await expect(store.update(key, raise, AUDIT, user(key, 10))).resolves.toEqual(user(key, 12));
      await expect(store.update(key, () => undefined, AUDIT, user(key, 12))).resolves.toEqual(user(key, 12));
    });

    it('passes on what the change throws', async () => {
      const failing = storeOf().update(
        newKey('user'),
        () => {
          throw new Error('no');
        },
        AUDIT,
      );

      await expect(failing).rejects.toThrow('no');
    });

    it('loses no change of writers that come at once', async () => {
      const store = storeOf();
      const key = newKey('user');
      const increment = (stored: Revocation | undefined) =>
        user(key, (stored?.kind === 'user' ? (stored.tokensValidAfter ?? 0) : 0) + 1);

      await Promise.all(Array.from({ length: 6 }, () => store.update(key, increment, AUDIT)));

      await expect(store.find([key])).resolves.toEqual([user(key, 6)]);
    });
  });
}
