import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { createCognitoTokenVerifier } from '../lambda/adapters/cognito/token-verifier';
import { createDynamoDbRevocationReader } from '../lambda/adapters/dynamodb/revocation-reader';
import { readAuthorizerEnvironment, readCredentials } from '../lambda/adapters/environment';
import { systemClock } from '../lambda/adapters/system-clock';
import { introspect } from '../lambda/core/verdict/introspection';
import { createRevocationLookup } from '../lambda/core/verdict/revocation-lookup';
import type { SigningKey } from './environment';
import { callDynamoDb, verifySignature } from './limit';
import type { Case } from './measure';
import { POOL, TABLES } from './names';
import type { Visitor } from './tokens';

/** Names of cases, as they are reported. */
export const LIMIT = 'the limit';
export const CONTROL = 'the limit, once more';
export const OURS = 'this project';
export const PEERS = {
  'P1 naive': 'p1-naive',
  'P2 query': 'p2-query',
  'P3 two reads': 'p3-two-reads',
  'P4 batch, SDK': 'p4-batch',
  'P5 signature only': 'p5-signature',
} as const;
export const CORRECT_PEER = 'P4 batch, SDK';

type Handler = (event: object) => Promise<{ readonly isAuthorized?: boolean }>;

/** Where the bundles are. */
export const bundles = {
  ours: path.join(__dirname, '../bundles/http-authorizer/index.mjs'),
  signOut: path.join(__dirname, '../bundles/sign-out/index.js'),
  peer: (name: string) => path.join(__dirname, 'peers', `${name}.js`),
};

/** What a bundle exports. */
export async function load<T>(bundle: string): Promise<T> {
  const module = (await import(pathToFileURL(bundle).href)) as { default?: T } & T;
  return 'handler' in (module as object) ? module : (module.default ?? module);
}

/** Whole decisions: the event in, the answer out. */
export async function decisions(key: SigningKey, visitors: readonly Visitor[]): Promise<Case[]> {
  const next = inTurn(visitors);
  const limit = async () => {
    const { token, session } = next();
    if (!verifySignature(token, key.publicKey)) throw new Error('not genuine');
    await callDynamoDb('GetItem', getItemBody(`${POOL}#session#${session}`));
  };
  const handlers: [string, Handler][] = [[OURS, (await load<{ handler: Handler }>(bundles.ours)).handler]];
  for (const [name, file] of Object.entries(PEERS)) {
    handlers.push([name, (await load<{ handler: Handler }>(bundles.peer(file))).handler]);
  }
  for (const [name, handler] of handlers) {
    const { isAuthorized } = await handler(next().event);
    if (isAuthorized !== true) throw new Error(`${name} does not accept a genuine token`);
  }
  return [
    { name: LIMIT, run: limit },
    { name: CONTROL, run: limit },
    ...handlers.map(([name, handler]) => ({ name, run: () => handler(next().event) })),
  ];
}

/** The verification of a token alone. */
export async function verifications(key: SigningKey, visitors: readonly Visitor[]): Promise<Case[]> {
  const next = inTurn(visitors);
  const ours = createCognitoTokenVerifier({ ...readAuthorizerEnvironment(), clock: systemClock });
  type Verify = (token: string) => Promise<unknown>;
  const cases: [string, Verify][] = [[OURS, (token) => ours.verify(token)]];
  for (const name of ['P1 naive', 'P5 signature only'] as const) {
    cases.push([name, (await load<{ verify: Verify }>(bundles.peer(PEERS[name]))).verify]);
  }
  return [
    { name: LIMIT, run: () => verifySignature(next().token, key.publicKey) },
    { name: CONTROL, run: () => verifySignature(next().token, key.publicKey) },
    ...cases.map(([name, verify]) => ({ name, run: () => verify(next().token) })),
  ];
}

/** Decisions on users who have signed out of more and more, in a table of more and more. */
export async function growth(visitors: readonly Visitor[], grown: ReadonlyMap<string, Visitor>): Promise<Case[]> {
  const environment = readAuthorizerEnvironment();
  const { dynamoDbEndpoint: endpoint, region } = environment;
  const verifier = createCognitoTokenVerifier({ ...environment, clock: systemClock });
  const deciding = (table: string) => {
    const revocations = createDynamoDbRevocationReader({ endpoint, region, credentials: readCredentials }, table);
    const findRevocations = createRevocationLookup(revocations, systemClock);
    return async (token: string) => {
      const { active } = await introspect(token, { verifier, findRevocations, clock: systemClock });
      if (!active) throw new Error('not accepted');
    };
  };
  const [small, large] = [deciding(TABLES.revocations), deciding(TABLES.large)];
  const next = inTurn(visitors);
  const { handler } = await load<{ handler: Handler }>(bundles.peer(PEERS['P2 query']));
  return [
    { name: 'none', run: () => small(next().token) },
    { name: 'none, in a large table', run: () => large(next().token) },
    { name: 'P2, none', run: () => handler(next().event) },
    ...[...grown].flatMap(([count, visitor]) => [
      { name: count, run: () => large(visitor.token) },
      { name: `P2, ${count}`, run: () => handler(visitor.event) },
    ]),
  ];
}

/** A sign-out, and the requests that it can't do without. */
export async function signOuts(visitors: readonly Visitor[]): Promise<Case[]> {
  const [next, nextKey] = [inTurn(visitors), inTurn(visitors)];
  const { handler } = await load<{ handler: (event: object) => Promise<{ statusCode: number }> }>(bundles.signOut);
  let count = 0;
  return [
    {
      name: LIMIT,
      run: async () => {
        const { session, sub } = nextKey();
        const Keys = [`${POOL}#session#${session}`, `${POOL}#user#${sub}`].map((key) => ({ key: { S: key } }));
        await callDynamoDb(
          'BatchGetItem',
          JSON.stringify({ RequestItems: { [TABLES.revocations]: { Keys, ConsistentRead: true } } }),
        );
        const Item = { key: { S: `${POOL}#session#limit-${String(count++)}` }, kind: { S: 'session' } };
        await callDynamoDb('PutItem', JSON.stringify({ TableName: TABLES.revocations, Item }));
      },
    },
    {
      name: OURS,
      run: async () => {
        const { statusCode } = await handler({ ...next().event, isBase64Encoded: false });
        if (statusCode !== 200) throw new Error('not signed out');
      },
    },
  ];
}

function getItemBody(key: string): string {
  return JSON.stringify({ TableName: TABLES.revocations, Key: { key: { S: key } }, ConsistentRead: true });
}

/** One after the other, and from the beginning again. */
function inTurn<T>(items: readonly T[]): () => T {
  let index = 0;
  return () => {
    const item = items[index++ % items.length];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
}
