import { UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { toIndexKey, toKey } from '../../../lambda/adapters/dynamodb/session-item';
import { createDynamoDbSessionRegistry } from '../../../lambda/adapters/dynamodb/session-registry';
import { startDynamoDb, type LocalDynamoDb } from '../../support/dynamodb';
import { createSessionTable } from '../../support/session-table';
import { registeredSession } from '../../support/sessions';
import { describeSessionRegistry } from './session-registry.contract';

const TABLE = 'sessions';
let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startDynamoDb('revocations');
  await createSessionTable(dynamoDb.client, TABLE);
});

afterAll(() => dynamoDb.stop());

describeSessionRegistry('the registry in DynamoDB', () => createDynamoDbSessionRegistry(dynamoDb.client, TABLE));

/** A client that answers what the test says, and never asks anybody. */
function clientThatAnswers(answer: Record<string, unknown> | Error) {
  const asked: { readonly input: Record<string, unknown> }[] = [];
  const client = {
    send: (command: { readonly input: Record<string, unknown> }) => {
      asked.push(command);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { registry: createDynamoDbSessionRegistry(client as unknown as DynamoDBClient, TABLE), asked };
}

describe('the registry in DynamoDB', () => {
  it('reads as of now, in the list and by id', async () => {
    const { registry, asked } = clientThatAnswers({});

    await registry.find(registeredSession(), 'session-1');
    await registry.pageOf(registeredSession(), undefined);

    expect(asked.map(({ input }) => input['ConsistentRead'])).toEqual([true, true]);
  });

  it('tells of a page that DynamoDB cut off that more may come', async () => {
    const place = { signedInAt: 1_800_000_000, sessionId: 's' };
    const { registry } = clientThatAnswers({ Items: [], LastEvaluatedKey: toIndexKey(registeredSession(), place) });

    await expect(registry.pageOf(registeredSession(), undefined)).resolves.toEqual({ sessions: [], next: place });
  });

  it('is unavailable where DynamoDB does not answer, with the cause', async () => {
    const cause = new Error('throttled');
    const { registry } = clientThatAnswers(cause);
    const fault = { code: 'session_registry_unavailable', cause };

    await expect(registry.register(registeredSession())).rejects.toMatchObject(fault);
    await expect(registry.find(registeredSession(), 's')).rejects.toMatchObject(fault);
    await expect(registry.pageOf(registeredSession(), undefined)).rejects.toMatchObject(fault);
    await expect(registry.track(registeredSession(), 'tkn1')).rejects.toMatchObject(fault);
    await expect(registry.unlist([registeredSession()])).rejects.toMatchObject(fault);
  });

  it.each(['clientId', 'signedInAt', 'lastSeenAt', 'expiresAt'])(
    'is corrupt where an item lacks %s, and names it',
    async (attribute) => {
      const registry = createDynamoDbSessionRegistry(dynamoDb.client, TABLE);
      const session = registeredSession({ userPoolId: `us-east-1_${attribute}` });
      await registry.register(session);
      await dynamoDb.client.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key: toKey(session, session.sessionId),
          UpdateExpression: `REMOVE ${attribute}`,
        }),
      );
      const fault = { code: 'session_registry_corrupt', message: expect.stringContaining(attribute) as string };

      await expect(registry.find(session, session.sessionId)).rejects.toMatchObject(fault);
      await expect(registry.pageOf(session, undefined)).rejects.toMatchObject(fault);
    },
  );
});
