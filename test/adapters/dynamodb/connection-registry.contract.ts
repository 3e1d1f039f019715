import type { Connection } from '../../../lambda/core/connections/connection';
import type { ConnectionPage, ConnectionRegistry, Place } from '../../../lambda/core/connections/connection-registry';
import {
  clientKeyOf,
  poolKeyOf,
  sessionKeyOf,
  userKeyOf,
  type RevocationKey,
} from '../../../lambda/core/revocation/revocation-key';
import { sessionNamed } from '../../support/claims';
import { connectionOf } from '../../support/connections';

/** Everything that a revocation may concern, page by page. */
async function* pagesOf(registry: ConnectionRegistry, key: RevocationKey): AsyncGenerator<ConnectionPage> {
  for (const beginning of registry.beginningsOf(key)) {
    for (let place: Place | undefined = beginning; place !== undefined;) {
      const page: ConnectionPage = await registry.find(key, place);
      yield page;
      place = page.next;
    }
  }
}

/**
 * What every registry of connections does, the fake and the real one. Each test uses a pool of its own.
 *
 * @param corrupt - makes what the registry holds of a connection unreadable
 */
export function describeConnectionRegistry(
  name: string,
  registryOf: () => ConnectionRegistry,
  corrupt: (connection: Connection) => Promise<void>,
): void {
  describe(`${name}, as a registry of connections`, () => {
    let number = 0;
    let userPoolId: string;
    const connection = (connectionId: string, overrides: Partial<Connection> = {}) =>
      connectionOf({ userPoolId, connectionId, ...overrides });

    async function found(key: RevocationKey): Promise<readonly Connection[]> {
      const connections: Connection[] = [];
      for await (const page of pagesOf(registryOf(), key)) connections.push(...page.connections);
      return connections.sort((a, b) => a.connectionId.localeCompare(b.connectionId));
    }

    beforeEach(() => {
      userPoolId = `us-east-1_Pool${String(number++)}`;
    });

    it('finds nothing where nothing was added', async () => {
      const unknown = connection('c1');

      for (const keyOf of [userKeyOf, sessionKeyOf, clientKeyOf, poolKeyOf]) {
        await expect(found(keyOf(unknown))).resolves.toEqual([]);
      }
      await expect(registryOf().has(unknown)).resolves.toBe(false);
    });

    it.each([
      ['of a user', {}],
      ['of a machine', { sub: 'client-1', session: { kind: 'token' as const, id: 'token-1' } }],
      [
        'of a user whose id holds what keys are made of',
        { sub: 'a#session#b', clientId: 'c#d', session: sessionNamed('e#f') },
      ],
    ])('finds a connection as it was added, once, by whatever ends it: %s', async (_, overrides) => {
      const added = connection('c1', overrides);
      await registryOf().add(added);

      for (const keyOf of [userKeyOf, sessionKeyOf, clientKeyOf, poolKeyOf]) {
        await expect(found(keyOf(added))).resolves.toEqual([added]);
      }
      await expect(registryOf().has(added)).resolves.toBe(true);
    });

    it('finds those of the user, the session, the client and the pool, and no others', async () => {
      const one = connection('c1');
      const otherSession = connection('c2', { session: sessionNamed('session-2') });
      const otherClient = connection('c3', { session: sessionNamed('session-3'), clientId: 'client-2' });
      const otherUser = connection('c4', { session: sessionNamed('session-4'), sub: 'user-2' });
      const otherPool = connection('c5', { userPoolId: `${userPoolId}Other` });
      for (const each of [one, otherSession, otherClient, otherUser, otherPool]) await registryOf().add(each);

      await expect(found(sessionKeyOf(one))).resolves.toEqual([one]);
      await expect(found(userKeyOf(one))).resolves.toEqual([one, otherSession, otherClient]);
      await expect(found(clientKeyOf(one))).resolves.toEqual([one, otherSession, otherUser]);
      await expect(found(poolKeyOf(one))).resolves.toEqual([one, otherSession, otherClient, otherUser]);
    });

    it('tells connections of the same name apart by API and stage', async () => {
      const all = [connection('c1'), connection('c1', { stage: 'v2' }), connection('c1', { apiId: 'api2' })];
      for (const each of all) await registryOf().add(each);

      expect(await found(userKeyOf(connection('c1')))).toHaveLength(3);
      await registryOf().remove(connection('c1'));
      expect(await found(userKeyOf(connection('c1')))).toHaveLength(2);
    });

    it('forgets what is removed, under its user and its session, and does not mind if it is not there', async () => {
      const [one, two] = [connection('c1'), connection('c2')];
      for (const each of [one, two]) await registryOf().add(each);

      await registryOf().remove(one);
      await registryOf().remove(one);

      await expect(found(userKeyOf(one))).resolves.toEqual([two]);
      await expect(found(sessionKeyOf(one))).resolves.toEqual([two]);
      await expect(registryOf().has(one)).resolves.toBe(false);
    });

    it('finds a connection that is added twice once', async () => {
      await registryOf().add(connection('c1'));
      await registryOf().add(connection('c1'));

      await expect(found(userKeyOf(connection('c1')))).resolves.toHaveLength(1);
    });

    it('hides no other connection behind one that cannot be read, and tells of it', async () => {
      const [first, corrupted, last] = [connection('c1'), connection('c2'), connection('c3')];
      for (const each of [first, corrupted, last]) await registryOf().add(each);
      await corrupt(corrupted);

      for (const keyOf of [userKeyOf, sessionKeyOf, clientKeyOf, poolKeyOf]) {
        const [handedOn, faults]: [string[], unknown[]] = [[], []];
        for await (const { connections, fault } of pagesOf(registryOf(), keyOf(first))) {
          handedOn.push(...connections.map(({ connectionId }) => connectionId));
          if (fault !== undefined) faults.push(fault);
        }

        expect(handedOn.sort()).toEqual(['c1', 'c3']);
        expect(faults).toMatchObject([{ code: 'connection_registry_corrupt' }]);
      }
    });

    it('goes on from where a page ended, as often as it is asked, and finds what is left', async () => {
      const many = Array.from({ length: 700 }, (_, index) => connection(`c${String(index)}`));
      for (const each of many) await registryOf().add(each);
      const key = userKeyOf(connection('c1'));
      const [beginning = ''] = registryOf().beginningsOf(key);

      const { connections, next = '' } = await registryOf().find(key, beginning);

      expect(connections.length).toBeLessThanOrEqual(250);
      const again = await registryOf().find(key, next);
      await expect(registryOf().find(key, next)).resolves.toEqual(again);
      const known = new Set(connections.map(({ connectionId }) => connectionId));
      expect(again.connections.filter(({ connectionId }) => known.has(connectionId))).toEqual([]);
    });

    it('finds all of many, on whatever pages', async () => {
      const many = Array.from({ length: 30 }, (_, index) => connection(`c${String(index)}`));
      for (const each of many) await registryOf().add(each);

      await expect(found(userKeyOf(connection('c1')))).resolves.toHaveLength(30);
      await expect(found(poolKeyOf(connection('c1')))).resolves.toHaveLength(30);
    });
  });
}
