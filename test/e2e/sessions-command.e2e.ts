import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

import type { Tokens, User } from '../../local/client';
import { payloadOf } from './callers';
import { iamUser, removeIamUsers } from './iam';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const RUN = path.join(__dirname, '../../dist/local/with-cloud-or-aws.js');
const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');
const { SignOutApiUrl, UserPoolClientId, RevocationTableName } = stack.outputs;
const dynamoDb = new DynamoDBClient({});
let support: NodeJS.ProcessEnv;
let somebodyElse: NodeJS.ProcessEnv;

beforeAll(async () => {
  support = await variablesOf('arn:aws:execute-api:*:*:*/*/POST/admin/*');
  somebodyElse = await variablesOf('arn:aws:execute-api:*:*:*/*/POST/oauth2/introspect');
});

afterAll(async () => {
  await removeIamUsers();
  for (const client of [dynamoDb, stack.cognito]) client.destroy();
});

/** Of a new user of IAM, who may invoke that. */
async function variablesOf(resource: string): Promise<NodeJS.ProcessEnv> {
  const { accessKeyId, secretAccessKey } = await iamUser(resource);
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** Runs the command as `npm run sessions` does. */
async function sessions(args: readonly string[], caller = support): Promise<[number, string]> {
  const env = { ...process.env, ...caller };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [RUN, process.execPath, PROGRAM, 'sessions', ...args],
      { env },
      (error, stdout, stderr) => {
        resolve([error === null ? 0 : Number(error.code), stdout + stderr]);
      },
    );
  });
}

async function register(tokens: Tokens, label: string): Promise<string> {
  const response = await fetch(`${SignOutApiUrl}/session`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${tokens.accessToken}`, 'user-agent': 'App/1.0 \t(test)' },
    body: JSON.stringify({ label }),
  });
  expect(response.status).toBe(200);
  return payloadOf(tokens.accessToken)['origin_jti'] as string;
}

interface SignedInTwice {
  readonly user: User;
  readonly sub: string;
  readonly phone: Tokens;
  readonly laptop: Tokens;
  readonly ids: { readonly phone: string; readonly laptop: string };
}

async function signedInTwice(): Promise<SignedInTwice> {
  const user = await newUser();
  const [phone, laptop] = [await stack.signIn(user), await stack.signIn(user)];
  const ids = { phone: await register(phone, 'Phone'), laptop: await register(laptop, '\u202eLaptop') };
  return { user, sub: payloadOf(phone.accessToken)['sub'] as string, phone, laptop, ids };
}

it('an administrator sees where a user is signed in, by username and by sub', async () => {
  const { user, sub, ids } = await signedInTwice();

  const byName = await sessions(['--username', user.username]);
  const bySub = await sessions(['--sub', sub]);

  expect(byName).toEqual([0, expect.stringContaining(`Sessions of:  the user "${user.username}"`)]);
  const rows = [`${ids.phone}  Phone`, `${ids.laptop}  \\u202eLaptop`];
  for (const [exitCode, output] of [byName, bySub]) {
    expect(exitCode).toBe(0);
    for (const row of rows) expect(output).toContain(row);
    expect(output).toMatch(new RegExp(`  ${UserPoolClientId}  \\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z  \\d{4}-.*Z  App/1.0`));
    expect(output).toContain('2 registered sessions are alive.');
  }
});

it('one session is ended: the others live on, and it is in no list', async () => {
  const { user, phone, laptop, ids } = await signedInTwice();
  const reason = `case ${randomUUID()}`;

  const ended = await sessions(['--username', user.username, '--end', ids.phone, '--reason', reason]);

  expect(ended).toEqual([0, expect.stringMatching(`Ended: the session ${ids.phone}, at \\d{4}-.*Z\\.`)]);
  expect(await verdictsOn(phone)).toEqual(REJECTED);
  expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
  const [exitCode, json] = await sessions(['--username', user.username, '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(json)).toEqual({
    sessions: [expect.objectContaining({ sessionId: ids.laptop, label: '\u202eLaptop', clientId: UserPoolClientId })],
  });
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: RevocationTableName, ConsistentRead: true }));
  const records = Items.map((item) => JSON.stringify(item)).filter((text) => text.includes(reason));
  expect(records).toEqual([expect.stringMatching(/"arn:aws:iam::\d{12}:user\/e2e-/)]);
});

it('a user with no registered session, and one who is not there, are told of', async () => {
  const { username } = await newUser();
  const nobody = randomUUID();

  expect(await sessions(['--username', username])).toEqual([
    0,
    expect.stringContaining('No registered session is alive'),
  ]);
  expect(await sessions(['--username', nobody])).toEqual([
    1,
    expect.stringContaining(`Cognito does not know the user "${nobody}". Nothing was listed.`),
  ]);
});

it('a caller whom IAM does not allow it is told what to ask for, and sees and ends nothing', async () => {
  const { user, phone, ids } = await signedInTwice();
  const name = ['--username', user.username];

  const list = await sessions(name, somebodyElse);
  const end = await sessions([...name, '--end', ids.phone, '--reason', 'curious'], somebodyElse);

  expect(list).toEqual([1, expect.stringMatching(/execute-api:Invoke on .*POST ?\/admin\/sessions/)]);
  expect(list[1]).not.toContain(ids.phone);
  expect(end).toEqual([1, expect.stringMatching(/execute-api:Invoke on .*POST ?\/admin\/sign-out/)]);
  expect(await verdictsOn(phone)).toEqual(ACCEPTED);
});
