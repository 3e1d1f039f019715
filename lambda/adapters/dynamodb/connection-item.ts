import { CONNECTION_ATTRIBUTE as ATTRIBUTE } from '../../contract';
import { MAX_CONNECTION_LIFE, type Connection, type ConnectionAddress } from '../../core/connections/connection';
import type { Session } from '../../core/token/claims';
import { attributesOf, number, type Item } from './attributes';

const { corrupt, text, numeric } = attributesOf('connection_registry_corrupt');

/** Where its id stands. */
const SESSION_ATTRIBUTE = { session: ATTRIBUTE.originJti, token: ATTRIBUTE.jti } as const;

/** Seconds for which an item outlives what API Gateway allows a connection, for clocks that differ. */
const MARGIN = 3600;

/** The key of a connection among those of its user or its session. */
export function toKey(owner: string, { apiId, stage, connectionId }: ConnectionAddress): Item {
  return {
    [ATTRIBUTE.owner]: { S: owner },
    [ATTRIBUTE.connection]: { S: `${apiId}/${stage}/${connectionId}` },
  };
}

/** A connection as an item under its user's or its session's key. */
export function toItem(owner: string, connection: Connection): Item {
  const { session, registeredAt } = connection;
  return {
    ...toKey(owner, connection),
    [ATTRIBUTE.userPoolId]: { S: connection.userPoolId },
    [ATTRIBUTE.sub]: { S: connection.sub },
    [ATTRIBUTE.clientId]: { S: connection.clientId },
    [SESSION_ATTRIBUTE[session.kind]]: { S: session.id },
    [ATTRIBUTE.signedInAt]: number(connection.signedInAt),
    [ATTRIBUTE.tokenExpiresAt]: number(connection.tokenExpiresAt),
    [ATTRIBUTE.registeredAt]: number(registeredAt),
    [ATTRIBUTE.expiresAt]: number(Math.ceil((registeredAt + MAX_CONNECTION_LIFE) / 1000) + MARGIN),
  };
}

/**
 * An item as a connection.
 *
 * @throws RevocationError `connection_registry_corrupt`
 */
export function fromItem(item: Item): Connection {
  const [apiId, stage, connectionId] = text(item, ATTRIBUTE.connection).split('/');
  if (apiId === undefined || stage === undefined || connectionId === undefined) throw corrupt(ATTRIBUTE.connection);
  return {
    apiId,
    stage,
    connectionId,
    userPoolId: text(item, ATTRIBUTE.userPoolId),
    sub: text(item, ATTRIBUTE.sub),
    clientId: text(item, ATTRIBUTE.clientId),
    session: sessionIn(item),
    signedInAt: numeric(item, ATTRIBUTE.signedInAt),
    tokenExpiresAt: numeric(item, ATTRIBUTE.tokenExpiresAt),
    registeredAt: numeric(item, ATTRIBUTE.registeredAt),
  };
}

function sessionIn(item: Item): Session {
  const kind = SESSION_ATTRIBUTE.session in item ? 'session' : 'token';
  return { kind, id: text(item, SESSION_ATTRIBUTE[kind]) };
}
