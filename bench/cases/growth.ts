import { createCognitoTokenVerifier } from '../../lambda/adapters/cognito/token-verifier';
import { createDynamoDbRevocationReader } from '../../lambda/adapters/dynamodb/revocation-reader';
import { readAuthorizerEnvironment, readCredentials } from '../../lambda/adapters/environment';
import { systemClock } from '../../lambda/adapters/system-clock';
import { introspect } from '../../lambda/core/verdict/introspection';
import { createRevocationLookup } from '../../lambda/core/verdict/revocation-lookup';
import type { Case } from '../measure';
import { again, NONE, NONE_IN_LARGE_TABLE, ofPeer, PEERS, TABLES } from '../names';
import type { Visitor } from '../tokens';
import { seenBefore } from '../turns';
import { bundles, load } from './bundles';
import type { Handler } from './decisions';

/** Decisions on users who have signed out of more and more, in a table of more and more: tokens seen before. */
export async function growth(visitors: readonly Visitor[], grown: ReadonlyMap<string, Visitor>): Promise<Case[]> {
  const environment = readAuthorizerEnvironment();
  const { dynamoDbEndpoint: endpoint, region } = environment;
  const verifier = createCognitoTokenVerifier({ ...environment, remembersTokens: true, clock: systemClock });
  const deciding = (table: string) => {
    const revocations = createDynamoDbRevocationReader({ endpoint, region, credentials: readCredentials }, table);
    const findRevocations = createRevocationLookup(revocations, systemClock);
    return async (token: string) => {
      const { active } = await introspect(token, { verifier, findRevocations, clock: systemClock });
      if (!active) throw new Error('not accepted');
    };
  };
  const [small, large] = [deciding(TABLES.revocations), deciding(TABLES.large)];
  const next = seenBefore(visitors);
  const { handler } = await load<{ handler: Handler }>(bundles.peer(PEERS['P2 query']));
  return [
    { name: NONE, run: () => small(next().token) },
    { name: again(NONE), run: () => small(next().token) },
    { name: NONE_IN_LARGE_TABLE, run: () => large(next().token) },
    { name: ofPeer(NONE), run: () => handler(next().event) },
    ...[...grown].flatMap(([count, visitor]) => [
      { name: count, run: () => large(visitor.token) },
      { name: ofPeer(count), run: () => handler(visitor.event) },
    ]),
  ];
}
