import { AdminDeleteUserCommand, AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { iamUser, removeIamUsers } from './iam';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const RUN = path.join(__dirname, '../../dist/local/with-cloud-or-aws.js');
const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');
const { SignOutApiUrl, UserPoolId, UserPoolClientId, RevocationTableName } = stack.outputs;
const dynamoDb = new DynamoDBClient({});
let administrator: NodeJS.ProcessEnv;
let somebodyElse: NodeJS.ProcessEnv;

beforeAll(async () => {
  administrator = await variablesOf('arn:aws:execute-api:*:*:*/*/POST/admin/sign-out');
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

/** Runs the command as `npm run sign-out` does, where nobody can be asked. */
async function signOut(args: readonly string[], caller = administrator): Promise<[number, string]> {
  const env = { ...process.env, ...caller };
  return new Promise((resolve) => {
    const command = [RUN, process.execPath, PROGRAM, 'sign-out', ...args];
    const child = execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      resolve([error === null ? 0 : Number(error.code), stdout + stderr]);
    });
    child.stdin?.end();
  });
}

const COMPLETE = [0, expect.stringMatching(/Complete\. Signed out: .* began up to \d{4}-\d\d-\d\dT[\d:]{8}\.000Z\./)];

describe('a user is signed out everywhere, and can sign in again:', () => {
  const naming: [string, (user: { username: string; email: string; sub: string }) => string[]][] = [
    ['by username', ({ username }) => ['--username', username]],
    ['by e-mail alias', ({ email }) => ['--username', email]],
    ['by sub', ({ sub }) => ['--sub', sub]],
  ];

  it.each(naming)('%s', async (_, optionsFor) => {
    const email = `${randomUUID()}@example.com`;
    const user = await newUser();
    await stack.cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId,
        Username: user.username,
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    const [phone, laptop, bystander] = [
      await stack.signIn(user),
      await stack.signIn(user),
      await stack.signIn(await newUser()),
    ];
    const { sub } = (await stack.session('HTTP API', phone.accessToken)).body as { sub: string };

    const outcome = await signOut([...optionsFor({ ...user, email, sub }), '--reason', 'lost phone']);

    const again = await stack.signIn(user);
    expect(outcome).toEqual(COMPLETE);
    expect(outcome[1]).toContain(`At:           ${SignOutApiUrl}\n`);
    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(REJECTED);
    expect(await stack.refresh(phone.refreshToken)).toBeUndefined();
    expect(await verdictsOn(again)).toEqual(ACCEPTED);
    expect(await verdictsOn(bystander)).toEqual(ACCEPTED);
  });
});

it('a user that was deleted is signed out by sub, and not by username', async () => {
  const user = await newUser();
  const tokens = await stack.signIn(user);
  const { sub } = (await stack.session('HTTP API', tokens.accessToken)).body as { sub: string };
  await stack.cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: user.username }));
  const reason = ['--reason', 'left'];

  expect(await signOut(['--username', user.username, ...reason])).toEqual([
    1,
    expect.stringContaining(`Cognito does not know the user "${user.username}". Nobody was signed out.`),
  ]);
  expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
  expect(await signOut(['--sub', sub, ...reason])).toEqual(COMPLETE);
  expect(await verdictsOn(tokens)).toEqual(REJECTED);
});

it('the record says who did it, and why', async () => {
  const { username } = await newUser();
  const reason = `case ${randomUUID()}`;

  expect(await signOut(['--username', username, '--reason', reason])).toEqual(COMPLETE);

  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: RevocationTableName, ConsistentRead: true }));
  const records = Items.map((item) => JSON.stringify(item)).filter((text) => text.includes(reason));
  expect(records).toEqual([expect.stringMatching(/"arn:aws:iam::\d{12}:user\/e2e-/)]);
});

it('a caller whom IAM does not allow it is told what to ask for, and signs nobody out', async () => {
  const user = await newUser();
  const tokens = await stack.signIn(user);

  const outcome = await signOut(['--username', user.username, '--reason', 'curious'], somebodyElse);

  expect(outcome).toEqual([1, expect.stringContaining('It takes the IAM permission execute-api:Invoke')]);
  expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
});

describe.each([
  ['client', ['--client-id', UserPoolClientId]],
  ['pool', ['--user-pool']],
])('everybody of the %s', (_, target) => {
  it('is not signed out where nobody can be asked', async () => {
    const tokens = await stack.signIn(await newUser());

    expect(await signOut([...target, '--reason', 'breach'])).toEqual([1, expect.stringContaining('add --yes')]);
    expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
  });

  it('is signed out with --yes, and can sign in again', async () => {
    const users = [await newUser(), await newUser()];
    const signedIn = await Promise.all(users.map((user) => stack.signIn(user)));
    for (const tokens of signedIn) expect(await verdictsOn(tokens)).toEqual(ACCEPTED);

    const outcome = await signOut([...target, '--reason', 'breach', '--yes']);

    const again = await Promise.all(users.map((user) => stack.signIn(user)));
    expect(outcome).toEqual(COMPLETE);
    expect(outcome[1]).toContain('This takes about 5 s');
    for (const tokens of signedIn) expect(await verdictsOn(tokens)).toEqual(REJECTED);
    for (const tokens of again) expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
  });
});

it('a client that is not ours is refused', async () => {
  expect(await signOut(['--client-id', 'somebodyelses', '--reason', 'breach', '--yes'])).toEqual([
    1,
    expect.stringContaining('The API refused the request: clientId must be an app client'),
  ]);
});
