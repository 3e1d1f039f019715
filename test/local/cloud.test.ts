import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const mockFolder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-cloud-'));
jest.mock('../../local/files', () => {
  const files = jest.requireActual<{ LOCAL: string; FILES: Record<string, string> }>('../../local/files');
  const moved = Object.entries(files.FILES).map(([name, file]) => [name, file.replace(files.LOCAL, mockFolder)]);
  return { ...files, LOCAL: mockFolder, FILES: Object.fromEntries(moved) as unknown };
});

import { environmentFor, readCloud, variablesOfElsewhere, variablesOfEngine, writeCloud } from '../../local/cloud';
import { firstFreePort } from '../../local/engine';

const DEPLOYED = {
  UserPoolId: 'us-east-1_Example',
  UserPoolClientId: 'client-1',
  SignOutApiUrl: 'https://abcd1234.execute-api.localhost:4566',
  RestApiUrl: 'https://efgh5678.execute-api.us-east-1.amazonaws.com/v1',
  WebSocketApiUrl: 'wss://mnop9012.execute-api.us-east-1.amazonaws.com/v1',
  GraphqlApiUrl: 'https://ijkl.appsync-api.us-east-1.amazonaws.com/graphql',
  GraphqlApiId: 'ijkl',
  RevocationTableName: 'revocations',
};

afterAll(() => {
  rmSync(mockFolder, { recursive: true });
});

describe('the cloud that is up', () => {
  it('is described for whoever wants to use it: outputs that can be reached, and variables', () => {
    const variables = variablesOfEngine(4567);
    writeCloud(variables, DEPLOYED);

    expect(JSON.parse(readFileSync(path.join(mockFolder, 'outputs.json'), 'utf8'))).toEqual({
      ...DEPLOYED,
      SignOutApiUrl: 'https://localhost:4567/_aws/execute-api/abcd1234/$default',
      RestApiUrl: 'https://localhost:4567/_aws/execute-api/efgh5678/v1',
      WebSocketApiUrl: 'wss://localhost:4567/_aws/execute-api/mnop9012/v1',
      GraphqlApiUrl: 'https://localhost:4567/v1/apis/ijkl/graphql',
    });
    expect(readFileSync(path.join(mockFolder, 'env'), 'utf8').trim().split('\n')).toEqual([
      'AWS_ENDPOINT_URL=https://localhost:4567',
      'AWS_REGION=us-east-1',
      'AWS_ACCESS_KEY_ID=test',
      'AWS_SECRET_ACCESS_KEY=test',
      `NODE_EXTRA_CA_CERTS=${path.join(mockFolder, 'engine/server.crt')}`,
      `AWS_CA_BUNDLE=${path.join(mockFolder, 'engine/server.crt')}`,
    ]);
    expect(readCloud().variables).toEqual(variables);
  });

  it('may name an HTTP API where it is already: then that is where it is', () => {
    const SignOutApiUrl = 'https://localhost:4567/_aws/execute-api/abcd1234/$default';

    expect(writeCloud(variablesOfEngine(4567), { ...DEPLOYED, SignOutApiUrl })).toMatchObject({ SignOutApiUrl });
  });

  it('is all that a command can reach: nothing of another AWS account is passed on', () => {
    process.env['AWS_PROFILE'] = 'production';
    process.env['AWS_SESSION_TOKEN'] = 'x';
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'https://elsewhere.example';
    const environment = environmentFor(variablesOfEngine(4567));
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL_DYNAMODB']) {
      expect(environment).not.toHaveProperty(name);
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- set above
      delete process.env[name];
    }
    expect(environment).toMatchObject({ AWS_ENDPOINT_URL: 'https://localhost:4567', PATH: process.env['PATH'] });
  });
});

describe('a cloud that runs elsewhere', () => {
  it('is used if AWS_ENDPOINT_URL names it', () => {
    expect(variablesOfElsewhere({ AWS_ENDPOINT_URL: 'https://cloud.example:4566', AWS_REGION: 'eu-west-1' })).toEqual({
      AWS_ENDPOINT_URL: 'https://cloud.example:4566',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });

  it.each([{}, { AWS_ENDPOINT_URL: '' }])('is not there without it: %p', (environment) => {
    expect(variablesOfElsewhere(environment)).toBeUndefined();
  });
});

describe('the port', () => {
  it('is the next one that is free', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as net.AddressInfo;

    expect(await firstFreePort(port)).toBeGreaterThan(port);
    await new Promise((resolve) => taken.close(resolve));
    expect(await firstFreePort(port)).toBe(port);
  });
});
