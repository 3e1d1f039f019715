import {
  ownersOf,
  type Connection,
  type ConnectionAddress,
  type ConnectionName,
} from '../../lambda/core/connections/connection';
import type { ConnectionGateway } from '../../lambda/core/connections/connection-gateway';
import type { ConnectionPage, ConnectionRegistry, Place } from '../../lambda/core/connections/connection-registry';
import type { ConnectionSearch, SearchQueue } from '../../lambda/core/connections/connection-search';
import type { EndingQueue } from '../../lambda/core/connections/ending-queue';
import { RevocationError } from '../../lambda/core/errors';
import { clientKeyOf, isWideKey, type RevocationKey } from '../../lambda/core/revocation/revocation-key';

const nameOf = ({ apiId, stage, connectionId }: ConnectionAddress) => `${apiId}/${stage}/${connectionId}`;

/** Keeps connections in memory. Passes the registry's contract suite, as the adapter does. */
export class InMemoryConnectionRegistry implements ConnectionRegistry {
  readonly connections = new Map<string, Connection>();
  /** If set, every call is this fault. */
  fault: Error | undefined;
  /** Connections on a page. */
  pageSize = 2;
  private readonly corrupted = new Set<string>();

  /** From now on it can't be read what is kept of this connection. */
  corrupt(connection: ConnectionAddress): void {
    this.corrupted.add(nameOf(connection));
  }

  async add(connection: Connection): Promise<void> {
    await this.reach();
    this.corrupted.delete(nameOf(connection));
    this.connections.set(nameOf(connection), connection);
  }

  async remove(connection: ConnectionName): Promise<void> {
    await this.reach();
    this.connections.delete(nameOf(connection));
  }

  async has(connection: ConnectionName): Promise<boolean> {
    await this.reach();
    return this.connections.has(nameOf(connection));
  }

  beginningsOf(key: RevocationKey): readonly Place[] {
    return isWideKey(key) ? ['0/', '1/'] : ['/'];
  }

  async find(key: RevocationKey, place: Place): Promise<ConnectionPage> {
    await this.reach();
    const [segment = '', ...rest] = place.split('/');
    const after = rest.join('/');
    const found = [...this.connections.entries()]
      .filter(([name, connection]) => name > after && this.isConcerned(connection, key, segment))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const page = found.slice(0, this.pageSize);
    const [last] = page.at(-1) ?? [];
    const isCorrupt = page.some(([name]) => this.corrupted.has(name));
    return {
      connections: page.filter(([name]) => !this.corrupted.has(name)).map(([, connection]) => connection),
      fault: isCorrupt ? new RevocationError('connection_registry_corrupt', 'unreadable') : undefined,
      next: last !== undefined && found.length > page.length ? `${segment}/${last}` : undefined,
    };
  }

  private isConcerned(connection: Connection, key: RevocationKey, segment: string): boolean {
    const isOfSegment = segment === '' || connection.connectionId.length % 2 === Number(segment);
    const [userPoolId, kind] = key.split('#');
    if (kind === 'pool') return isOfSegment && connection.userPoolId === userPoolId;
    if (kind === 'client') return isOfSegment && clientKeyOf(connection) === key;
    return ownersOf(connection).includes(key);
  }

  private async reach(): Promise<void> {
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
  }
}

/** A queue of searches that keeps what it is given until the test takes it. */
export class InMemorySearchQueue implements SearchQueue {
  searches: ConnectionSearch[] = [];
  fault: Error | undefined;

  async goOn(search: ConnectionSearch): Promise<void> {
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
    this.searches.push(search);
  }
}

/** API Gateway with the connections that are open. */
export class FakeConnectionGateway implements ConnectionGateway {
  readonly open = new Set<string>();
  /** What was asked to end, in order. */
  readonly asked: string[] = [];
  readonly sent: [connectionId: string, text: string][] = [];
  /** Ids of connections that can't be reached. */
  readonly faults = new Map<string, Error>();
  /** How many were being ended at once, at most. */
  mostAtOnce = 0;
  private atOnce = 0;

  async end({ connectionId }: ConnectionAddress): Promise<'ended' | 'gone'> {
    this.asked.push(connectionId);
    this.atOnce++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await Promise.resolve();
    this.atOnce--;
    const fault = this.faults.get(connectionId);
    if (fault !== undefined) throw fault;
    return this.open.delete(connectionId) ? 'ended' : 'gone';
  }

  async send({ connectionId }: ConnectionAddress, text: string): Promise<'sent' | 'gone'> {
    await Promise.resolve();
    const fault = this.faults.get(connectionId);
    if (fault !== undefined) throw fault;
    this.sent.push([connectionId, text]);
    return this.open.has(connectionId) ? 'sent' : 'gone';
  }
}

/** A queue that keeps what it is given until the test takes it. */
export class InMemoryEndingQueue implements EndingQueue {
  messages: { dueAt: number; connection: Connection }[] = [];
  fault: Error | undefined;

  async endAt(dueAt: number, connection: Connection): Promise<void> {
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
    this.messages.push({ dueAt, connection });
  }

  /** All that is in it, and takes it out. */
  take(): { dueAt: number; connection: Connection }[] {
    return this.messages.splice(0);
  }
}
