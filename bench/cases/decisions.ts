import type { SigningKey } from '../environment';
import { callDynamoDb } from '../limit';
import { callDynamoDbByNodeHttp } from '../limit-by-node-http';
import type { Case } from '../measure';
import { again, LIMIT, NODE_LIMIT, OURS, PEERS, POOL, READ_ALONE, TABLES, TWO_KEYS } from '../names';
import { verifySignature } from '../signature';
import type { Visitor, Visitors } from '../tokens';
import { everyOneNew, oneInTenNew, seenBefore, type Turns } from '../turns';
import { bundles, load } from './bundles';

/** An authorizer. */
export type Handler = (event: object) => Promise<{ readonly isAuthorized?: boolean }>;

/** Whole decisions: the event in, the answer out. The limits, and peers, who remember no tokens, are given new ones. */
export async function decisions(key: SigningKey, { many, few }: Visitors): Promise<Case[]> {
  const verify = ({ token }: Visitor) => {
    if (!verifySignature(token, key.publicKey)) throw new Error('not genuine');
  };
  const limit = (name: string, read: (visitor: Visitor) => Promise<unknown>, check = verify): Case => {
    const next = everyOneNew(many);
    return {
      name,
      run: () => {
        const visitor = next();
        check(visitor);
        return read(visitor);
      },
    };
  };
  const readOne = async (visitor: Visitor) => callDynamoDb('GetItem', oneKey(visitor));
  const readByNodeHttp = async (visitor: Visitor) => callDynamoDbByNodeHttp('GetItem', oneKey(visitor));
  const peers = Object.entries(PEERS).map(([name, file]) => decider(name, bundles.peer(file), everyOneNew(many)));
  return [
    limit(LIMIT, readOne),
    limit(again(LIMIT), readOne),
    limit(TWO_KEYS, async (visitor) => callDynamoDb('BatchGetItem', twoKeys(visitor))),
    limit(READ_ALONE, readOne, () => undefined),
    limit(NODE_LIMIT, readByNodeHttp),
    limit(again(NODE_LIMIT), readByNodeHttp),
    ...(await Promise.all([
      decider(OURS.new, bundles.ours, everyOneNew(many), 'new'),
      decider(OURS.mixed, bundles.ours, oneInTenNew(many, few), 'mixed'),
      decider(OURS.seen, bundles.ours, seenBefore(few), 'seen'),
      ...peers,
    ])),
  ];
}

/** @param instance - an authorizer of its own, which remembers nobody else's tokens */
async function decider(name: string, bundle: string, next: Turns<Visitor>, instance?: string): Promise<Case> {
  const { handler } = await load<{ handler: Handler }>(bundle, instance);
  const { isAuthorized } = await handler(next().event);
  if (isAuthorized !== true) throw new Error(`${name} does not accept a genuine token`);
  return { name, run: () => handler(next().event) };
}

function oneKey({ session }: Visitor): string {
  const Key = { key: { S: `${POOL}#session#${session}` } };
  return JSON.stringify({ TableName: TABLES.revocations, Key, ConsistentRead: true });
}

function twoKeys({ session, sub }: Visitor): string {
  const Keys = [`${POOL}#session#${session}`, `${POOL}#user#${sub}`].map((key) => ({ key: { S: key } }));
  return JSON.stringify({ RequestItems: { [TABLES.revocations]: { Keys, ConsistentRead: true } } });
}
