import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';

import { StackClient, type Tokens } from '../../local/client';
import { readCloud, reachableHttpApi } from '../../local/cloud';
import { deployApp, destroyApp } from '../../local/deploy';
import { InstalledExamples } from '../../local/examples/installed-examples';
import { stack } from './stack';

const NAMES = ['SeveralStacksUserPool', 'SeveralStacksTokenRevocation', 'SeveralStacksOrders'];
const SLOW = 600_000;

const { variables } = readCloud();
const engine = variables['AWS_ENDPOINT_URL'] ?? '';
const cloudFormation = new CloudFormationClient({});
const dynamoDb = new DynamoDBClient({});

let examples: InstalledExamples;
let assembly: string;
let app: StackClient;
let ordersUrl: string;
let tablesBefore: readonly string[];

/** An app as users write it, with stacks of its own, beside the stack of `npm start`. */
beforeAll(async () => {
  tablesBefore = await tables();
  examples = new InstalledExamples(['several-stacks']);
  const { apps, output } = await examples.synthesize([{ example: 'several-stacks' }]);
  if (apps[0] === undefined) throw new Error(output);
  ({ assembly } = apps[0]);
  const outputs = await deployApp(variables, assembly);
  const { UserPoolId = '', UserPoolClientId = '' } = outputs['SeveralStacksUserPool'] ?? {};
  const { SignOutApiUrl = '' } = outputs['SeveralStacksTokenRevocation'] ?? {};
  const { OrdersUrl = '' } = outputs['SeveralStacksOrders'] ?? {};
  const own = { UserPoolId, UserPoolClientId, SignOutApiUrl: reachableHttpApi(SignOutApiUrl, engine) };
  app = new StackClient({ ...stack.outputs, ...own });
  ordersUrl = reachableHttpApi(OrdersUrl, engine);
}, SLOW);

afterAll(() => {
  examples.remove();
  for (const client of [app.cognito, stack.cognito, cloudFormation, dynamoDb]) client.destroy();
});

async function tables(): Promise<readonly string[]> {
  const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand({}));
  return TableNames;
}

/** What the orders' API says to both tokens, of both methods. */
async function verdictsOn({ accessToken, idToken }: Tokens): Promise<number[]> {
  const requests = [accessToken, idToken].flatMap((token) =>
    ['GET', 'POST'].map((method) => fetch(ordersUrl, { method, headers: { authorization: `Bearer ${token}` } })),
  );
  const responses = await Promise.all(requests);
  await Promise.all(responses.map((response) => response.arrayBuffer()));
  return responses.map(({ status }) => status);
}

const ACCEPTED = [200, 200, 200, 200];
const REJECTED = [401, 401, 401, 401];

describe('an app from examples/, in several stacks', () => {
  it('tells its function who calls, and lets nobody in without a token', async () => {
    const user = await app.signUp(`${randomUUID()}@example.com`);
    const { accessToken } = await app.signIn(user);
    const response = await fetch(ordersUrl, { headers: { authorization: `Bearer ${accessToken}` } });
    const [, payload = ''] = accessToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, string>;

    await expect(response.json()).resolves.toEqual({
      orders: [],
      calledBy: { sub: claims['sub'], username: claims['username'], sessionId: claims['origin_jti'] },
    });
    expect((await fetch(ordersUrl)).status).toBe(401);
  });

  it('rejects the tokens of a session that has signed out, and no others', async () => {
    const user = await app.signUp(`${randomUUID()}@example.com`);
    const [phone, laptop] = [await app.signIn(user), await app.signIn(user)];
    expect(await verdictsOn(phone)).toEqual(ACCEPTED);

    await expect(app.signOut(phone.accessToken, { refreshToken: phone.refreshToken })).resolves.toMatchObject({
      status: 200,
      body: { outcome: 'complete', scope: 'local' },
    });

    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
  });

  it('rejects the tokens of every session after a global sign-out, and accepts those of the next sign-in', async () => {
    const [user, other] = [
      await app.signUp(`${randomUUID()}@example.com`),
      await app.signUp(`${randomUUID()}@example.com`),
    ];
    const [phone, laptop, others] = [await app.signIn(user), await app.signIn(user), await app.signIn(other)];

    await expect(app.signOut(laptop.idToken, { scope: 'global' })).resolves.toMatchObject({
      status: 200,
      body: { outcome: 'complete', scope: 'global' },
    });

    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(REJECTED);
    expect(await verdictsOn(others)).toEqual(ACCEPTED);
    expect(await verdictsOn(await app.signIn(user))).toEqual(ACCEPTED);
  });

  it(
    'leaves nothing behind when it is destroyed',
    async () => {
      await destroyApp(variables, assembly);

      for (const StackName of NAMES) {
        await expect(cloudFormation.send(new DescribeStacksCommand({ StackName }))).rejects.toThrow('does not exist');
      }
      const pool = new DescribeUserPoolCommand({ UserPoolId: app.outputs.UserPoolId });
      await expect(app.cognito.send(pool)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      expect(await tables()).toEqual(tablesBefore);
    },
    SLOW,
  );
});
