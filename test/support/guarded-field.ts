import { Template } from 'aws-cdk-lib/assertions';

import { toItem } from '../../lambda/adapters/dynamodb/revocation-item';
import type { Revocation } from '../../lambda/core/revocation/revocation';
import { GraphqlGuard, type TokenUse } from '../../lib';
import { callField, type DataSource, type FieldOutcome } from './appsync-pipeline';
import { ECHO, guardedApp } from './guarded-app';

const AUDIT = { revokedAt: 1, initiatedBy: 'user' as const, actor: 'somebody', reason: 'a test', requestId: 'r' };

/** When the tests' users sign in. */
export const T = 1_800_000_000;

/** The payload of a token, or an item. */
export type Payload = Record<string, unknown>;

/** A pipeline of the guard and what echoes the argument, as it stands in the template. */
export function guarded(options: { clientIds?: string[]; acceptedTokenUse?: TokenUse[] } = {}) {
  const { stack, userPool, revocationTable, api } = guardedApp();
  const graphqlApi = api('Api', 'type Query { echo(text: String): String }');
  graphqlApi.addNoneDataSource('Nothing').createResolver('Echo', { typeName: 'Query', fieldName: 'echo', ...ECHO });
  const { clientIds, acceptedTokenUse } = options;
  const userPoolClients = clientIds?.map((name) => userPool.addClient(name));
  new GraphqlGuard(stack, 'Guard', {
    revocationTable,
    userPool,
    ...(userPoolClients && { userPoolClients }),
    ...(acceptedTokenUse && { acceptedTokenUse }),
  }).protect(graphqlApi);
  const template = Template.fromStack(stack);
  const idOf = (type: string) => Object.keys(template.findResources(type))[0] ?? '';
  const clients = Object.keys(template.findResources('AWS::Cognito::UserPoolClient'));
  return { template, pool: idOf('AWS::Cognito::UserPool'), table: idOf('AWS::DynamoDB::GlobalTable'), clients };
}

/** The ids in that template, of one guard for all tests of a file. */
export const { template, pool, table } = guarded();

/** Who issued its pool's tokens. */
export const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${pool}`;

/** DynamoDB behind AppSync: plain values, and null for what is not there. */
export function tableWith(revocations: readonly Revocation[], name = table): DataSource {
  const items = new Map(revocations.map((revocation) => [revocation.key, plain(toItem(revocation, AUDIT))]));
  return (request) => {
    if ((request as { payload?: unknown }).payload !== undefined)
      return { result: (request as { payload: unknown }).payload };
    const { operation, tables } = request as { operation: string; tables: Record<string, BatchGet> };
    const asked = tables[name];
    expect([operation, Object.keys(tables), asked?.consistentRead]).toEqual(['BatchGetItem', [name], true]);
    const keys = asked?.keys.map(({ key }) => key.S) ?? [];
    expect(new Set(keys).size).toBe(4);
    return {
      result: { data: { [name]: keys.map((key) => items.get(key) ?? null) }, unprocessedKeys: { [name]: [] } },
    };
  };
}

interface BatchGet {
  readonly keys: { readonly key: { readonly S: string } }[];
  readonly consistentRead: boolean;
}

function plain(item: ReturnType<typeof toItem>): Payload {
  return Object.fromEntries(Object.entries(item).map(([name, { S, N }]) => [name, S ?? Number(N)]));
}

/** Calls the field. */
export function call(claims: unknown, dataSource = tableWith([]), authType?: string, of = template): FieldOutcome {
  return callField(
    of,
    {
      typeName: 'Query',
      fieldName: 'echo',
      args: { text: 'hello' },
      identity: { claims },
      ...(authType !== undefined && { authType }),
    },
    dataSource,
  );
}

/** The answer, or the type of the error. */
export const answerOf = (outcome: FieldOutcome) => ('errorType' in outcome ? outcome.errorType : outcome.result);

/** What the field answers. */
export const ACCEPTED = { text: 'hello' };
/** A user's access token. */
export const user = (overrides: Payload = {}): Payload => ({
  iss: ISSUER,
  sub: 'a',
  client_id: 'c',
  username: 'alice',
  token_use: 'access',
  origin_jti: 'a',
  jti: 'j',
  auth_time: T,
  iat: T + 1,
  exp: T + 3600,
  ...overrides,
});
