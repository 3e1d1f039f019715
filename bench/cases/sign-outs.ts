import { callDynamoDb } from '../limit';
import { callDynamoDbByNodeHttp } from '../limit-by-node-http';
import type { Case } from '../measure';
import { again, LIMIT, NODE_LIMIT, POOL, SIGN_OUT, SIGN_OUT_PEER, TABLES } from '../names';
import { signOutEvent, type Visitor } from '../tokens';
import { inTurn, once } from '../turns';
import { bundles, load } from './bundles';

type Handler = (event: object) => Promise<{ readonly statusCode: number }>;

/** A local sign-out of a session that is not signed out yet, and the requests that it can't do without. */
export async function signOuts(visitors: readonly Visitor[]): Promise<Case[]> {
  let count = 0;
  const limit = (call: typeof callDynamoDb) => {
    const next = inTurn(visitors);
    return async () => {
      const { session, sub } = next();
      const Keys = [`${POOL}#session#${session}`, `${POOL}#user#${sub}`].map((key) => ({ key: { S: key } }));
      await call(
        'BatchGetItem',
        JSON.stringify({ RequestItems: { [TABLES.revocations]: { Keys, ConsistentRead: true } } }),
      );
      const Item = { key: { S: `${POOL}#session#limit-${String(count++)}` }, kind: { S: 'session' } };
      await call('PutItem', JSON.stringify({ TableName: TABLES.revocations, Item }));
    };
  };
  const signOut = async (name: string, bundle: string, leaving: readonly Visitor[]): Promise<Case> => {
    const { handler } = await load<{ handler: Handler }>(bundle);
    // Whoever has left can't leave again, but by an answer that writes nothing.
    const next = once(leaving);
    return {
      name,
      run: async () => {
        const { statusCode } = await handler(signOutEvent(next()));
        if (statusCode !== 200) throw new Error('not signed out');
      },
    };
  };
  const half = visitors.length / 2;
  return [
    { name: LIMIT, run: limit(callDynamoDb) },
    { name: NODE_LIMIT, run: limit(callDynamoDbByNodeHttp) },
    { name: again(NODE_LIMIT), run: limit(callDynamoDbByNodeHttp) },
    await signOut(SIGN_OUT, bundles.signOut, visitors.slice(0, half)),
    await signOut(SIGN_OUT_PEER, bundles.peer('p6-sign-out'), visitors.slice(half)),
  ];
}
