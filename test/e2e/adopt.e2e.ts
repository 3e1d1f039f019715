import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import { execFile } from 'node:child_process';
import path from 'node:path';

import { CLIENT_SETTINGS } from '../support/app-client';
import { stack } from './stack';

const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');

let userPoolId: string;
let client: UserPoolClientType;

beforeAll(async () => {
  const { UserPool } = await stack.cognito.send(new CreateUserPoolCommand({ PoolName: 'theirs' }));
  userPoolId = UserPool?.Id ?? '';
});

afterAll(async () => {
  await stack.cognito.send(new DeleteUserPoolCommand({ UserPoolId: userPoolId }));
  stack.cognito.destroy();
});

/** A client of a pool that is not ours, with every setting there is. */
beforeEach(async () => {
  const { UserPoolClient } = await stack.cognito.send(
    new CreateUserPoolClientCommand({
      ...(CLIENT_SETTINGS as object),
      UserPoolId: userPoolId,
      ClientName: 'theirs',
      GenerateSecret: true,
    }),
  );
  client = await describeClient(UserPoolClient?.ClientId ?? '');
});

async function describeClient(clientId: string): Promise<UserPoolClientType> {
  const command = new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId });
  return (await stack.cognito.send(command)).UserPoolClient ?? {};
}

async function adopt(pool: string, clientId: string | undefined, ...args: string[]): Promise<[number, string]> {
  const ids = ['--user-pool-id', pool, '--client-id', clientId ?? ''];
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, 'adopt', ...ids, ...args], (error, stdout, stderr) => {
      resolve([error === null ? 0 : Number(error.code), stdout + stderr]);
    });
  });
}

describe('adopting a client with every setting', () => {
  it('shows what it would change, without its secret, and changes nothing', async () => {
    const [exitCode, output] = await adopt(userPoolId, client.ClientId, '--id-token-validity', '15m');

    expect([exitCode, output]).toEqual([0, expect.stringContaining('EnableTokenRevocation  false → true')]);
    expect(output).toMatch(/IdTokenValidity +7200 seconds → 900 seconds/);
    expect(output).toContain('This client rotates refresh tokens.');
    expect(client.ClientSecret).toMatch(/.{20}/);
    expect(output).not.toContain(client.ClientSecret);
    expect(await describeClient(client.ClientId ?? '')).toEqual(client);
  });

  it('switches token revocation on, and changes nothing else', async () => {
    const [exitCode, output] = await adopt(userPoolId, client.ClientId, '--apply');

    expect([exitCode, output]).toEqual([0, expect.stringContaining('nothing else has changed')]);
    expect(await describeClient(client.ClientId ?? '')).toEqual({
      ...client,
      EnableTokenRevocation: true,
      LastModifiedDate: expect.any(Date) as Date,
    });
    expect(await adopt(userPoolId, client.ClientId, '--apply')).toEqual([
      0,
      expect.stringContaining('Adopted already: there is nothing to change.'),
    ]);
  });

  it('changes the validities that are asked for, with their units', async () => {
    const asked = ['--access-token-validity', '15m', '--refresh-token-validity', '36h'];
    const [exitCode] = await adopt(userPoolId, client.ClientId, ...asked, '--apply');

    expect(exitCode).toBe(0);
    expect(await describeClient(client.ClientId ?? '')).toMatchObject({
      ...CLIENT_SETTINGS,
      EnableTokenRevocation: true,
      AccessTokenValidity: 15,
      RefreshTokenValidity: 36,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'seconds', RefreshToken: 'hours' },
    });
  });
});

it('is tested on a cloud that resets what an update leaves out', async () => {
  const ids = { UserPoolId: userPoolId, ClientId: client.ClientId };
  await stack.cognito.send(new UpdateUserPoolClientCommand({ ...ids, ClientName: 'forgetful' }));

  const { CallbackURLs, RefreshTokenRotation, AccessTokenValidity, AuthSessionValidity, ...rest } =
    await describeClient(client.ClientId ?? '');
  expect([CallbackURLs ?? [], RefreshTokenRotation, AccessTokenValidity, AuthSessionValidity]).toEqual([
    [],
    undefined,
    undefined,
    3,
  ]);
  expect(rest.ClientSecret).toBe(client.ClientSecret);
});

it('warns of a client that a stack owns: this one', async () => {
  const { UserPoolId: pool, UserPoolClientId } = stack.outputs;

  const [exitCode, output] = await adopt(pool, UserPoolClientId, '--access-token-validity', '20m');

  expect([exitCode, output]).toEqual([0, expect.stringContaining('Nothing was changed')]);
  expect(output).toMatch(/The CloudFormation stack CognitoSignOut \(resource \w+\) owns this client\./);
});

it('says so where there is no such client', async () => {
  expect(await adopt(userPoolId, 'nobody')).toEqual([1, expect.stringContaining('There is no app client nobody')]);
});
