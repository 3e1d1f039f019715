import {
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  ListUsersCommand,
  type ExplicitAuthFlowsType,
} from '@aws-sdk/client-cognito-identity-provider';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { appClientOf } from '../../commands/verify/app-client';
import { createSessions } from '../../commands/verify/aws/cognito-sessions';
import type { Report } from '../../commands/verify/report';
import { payloadOf, type Tokens } from '../../commands/verify/sessions';
import { newUser, stack } from './stack';

const RUN = path.join(__dirname, '../../dist/local/with-cloud-or-aws.js');
const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');
const COMMAND = [RUN, process.execPath, PROGRAM, 'verify', '--stack', 'CognitoSignOut'];
const { UserPoolId } = stack.outputs;
const FOUND = 'phone, access token: 200';

afterAll(() => {
  stack.cognito.destroy();
});

async function usersOfVerify(): Promise<(string | undefined)[]> {
  const Filter = 'username ^= "cognito-sign-out-verify-"';
  const { Users = [] } = await stack.cognito.send(new ListUsersCommand({ UserPoolId, Filter }));
  return Users.map(({ Username }) => Username);
}

it('verifies the deployed stack: every promise is kept at every gateway, and no user is left', async () => {
  const [exitCode, stdout] = await new Promise<[number, string]>((resolve) => {
    execFile(process.execPath, [...COMMAND, '--json'], { maxBuffer: 2 ** 26 }, (error, output) => {
      resolve([error === null ? 0 : Number(error.code), output]);
    });
  });

  const report = JSON.parse(stdout) as Report;
  expect(report.results.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
  expect([exitCode, report.failure]).toEqual([0, null]);
  const keptAt = (place: string) =>
    report.results.filter((result) => result.verdict === 'kept' && result.place === place).length;
  // 17 ways to sign out, and what comes before; the WebSocket in one more trial, and the others in one as well.
  for (const gateway of ['HTTP API', 'REST API', 'AppSync', 'WebSocket'])
    expect([gateway, keptAt(gateway)]).toEqual([gateway, 19]);
  expect(['answer', 'refreshed later', 'new sign-in', 'introspection'].map(keptAt)).toEqual([17, 17, 17, 1]);
  expect(report.results.filter(({ verdict }) => verdict === 'not run').map(({ place }) => place)).toEqual([
    'AppSync subscription',
  ]);
  // It is an emulator that was asked: nothing that is believed of AWS is called confirmed.
  expect(report.results.filter(({ kind, verdict }) => kind === 'belief' && !verdict.startsWith('not '))).toEqual([]);
  expect(report.users).toEqual({ made: 2, removed: 2, left: [] });
  expect(await usersOfVerify()).toEqual([]);
}, 600_000);

it('finds a gateway that does not reject; and when it is interrupted then, says so, and removes its users', async () => {
  const lenient = createServer((_, response) => {
    response.end('{}');
  });
  await new Promise<void>((resolve) => lenient.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((lenient.address() as AddressInfo).port)}/orders`;

  // In a process group of its own, as a terminal has it.
  const child = spawn(process.execPath, [...COMMAND, '--rest-url', url], { detached: true });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const wasFound = stdout.includes(FOUND);
      stdout += chunk.toString();
      if (!wasFound && stdout.includes(FOUND)) process.kill(-Number(child.pid), 'SIGINT');
    });
    child.on('close', resolve);
  });
  lenient.closeAllConnections();
  lenient.close();

  expect(stdout).toMatch(/✗ broken {2}REST API .*\n {6}seen: no token: 200; malformed token: 200; forged token: 200\n/);
  expect(stdout).toMatch(/✗ broken {2}REST API .*phone out; laptop, stranger in\n {6}seen: phone, access token: 200; /);
  expect(stdout).not.toMatch(/✗ broken {2}(HTTP API|AppSync|WebSocket)/);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('Interrupted: removing what was made.')]);
  expect(stdout).toContain('Users: 2 made, 2 removed.');
  expect(await usersOfVerify()).toEqual([]);
}, 300_000);

describe('users sign in as the app client lets them:', () => {
  const flows: [ExplicitAuthFlowsType, boolean][] = [
    ['ALLOW_ADMIN_USER_PASSWORD_AUTH', true],
    ['ALLOW_USER_PASSWORD_AUTH', true],
    ['ALLOW_USER_SRP_AUTH', true],
    ['ALLOW_USER_SRP_AUTH', false],
  ];

  it.each(flows)('%s, with a secret: %s', async (flow, GenerateSecret) => {
    const ExplicitAuthFlows = [flow, 'ALLOW_REFRESH_TOKEN_AUTH' as const];
    const create = new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'theirs',
      ExplicitAuthFlows,
      GenerateSecret,
    });
    const { ClientId = '', ClientSecret } = (await stack.cognito.send(create)).UserPoolClient ?? {};
    const described = { ClientId, ExplicitAuthFlows, ...(ClientSecret !== undefined && { ClientSecret }) };
    const { signal } = new AbortController();
    const sessions = createSessions(stack.cognito, UserPoolId, appClientOf(described), signal);

    const tokens = await sessions.signIn(await newUser());
    const refreshed = (await sessions.refresh(tokens)) as Tokens;

    expect(payloadOf(tokens.access)).toMatchObject({ client_id: ClientId, token_use: 'access' });
    expect(payloadOf(refreshed.access)['origin_jti']).toBe(payloadOf(tokens.access)['origin_jti']);
    expect(await sessions.revoke(tokens.refresh)).toBe('accepted');
    expect(await sessions.getUser(tokens.access)).toBe('NotAuthorizedException');
    await stack.cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
  });
});
