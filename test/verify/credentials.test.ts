import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { defaultCredentials } from '../../verify/credentials/default-credentials';

/** What the host serves, by method and path; what is not there is 404. */
let served: Record<string, string>;
let requests: { readonly route: string; readonly headers: IncomingMessage['headers'] }[];
const server = createServer(({ method = '', url = '', headers }, response) => {
  const route = `${method} ${url}`;
  requests.push({ route, headers });
  response.writeHead(route in served ? 200 : 404).end(served[route]);
});
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  served = {};
  requests = [];
});

const ANSWER = {
  Code: 'Success',
  AccessKeyId: 'id',
  SecretAccessKey: 'secret',
  Token: 'session',
  Expiration: '2030-01-02T03:04:05Z',
};
const CREDENTIALS = {
  accessKeyId: 'id',
  secretAccessKey: 'secret',
  sessionToken: 'session',
  expiration: new Date('2030-01-02T03:04:05Z'),
};
const NO_INSTANCE = { AWS_EC2_METADATA_DISABLED: 'true' };

describe('from the environment', () => {
  const variables = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

  it('come first, as they are when they are asked for', async () => {
    const changing: Record<string, string> = { ...variables, AWS_CONTAINER_CREDENTIALS_FULL_URI: address };
    const provider = defaultCredentials(changing);

    expect(await provider()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined });
    changing['AWS_ACCESS_KEY_ID'] = 'other';
    changing['AWS_SESSION_TOKEN'] = 'session';
    expect(await provider()).toEqual({ accessKeyId: 'other', secretAccessKey: 'secret', sessionToken: 'session' });
    expect(requests).toEqual([]);
  });
});

describe('from the container’s endpoint', () => {
  let folder: string;
  let tokenFile: string;

  beforeEach(() => {
    served = { 'GET /credentials': JSON.stringify(ANSWER) };
    folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-credentials-'));
    tokenFile = path.join(folder, 'token');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('come with their expiry, for the token in the file as it is now (EKS Pod Identity)', async () => {
    writeFileSync(tokenFile, 'first\n');
    const provider = defaultCredentials({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${address}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'unused',
    });

    expect(await provider()).toEqual(CREDENTIALS);
    writeFileSync(tokenFile, 'second');
    await provider();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['first', 'second']);
  });

  it('are asked for with the token of the environment, or with none (ECS)', async () => {
    const variables = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${address}/credentials` };
    await defaultCredentials({ ...variables, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token' })();
    await defaultCredentials(variables)();

    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['token', undefined]);
  });

  it('are asked of ECS’s own address if the variable is a path', async () => {
    const provider = defaultCredentials({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/task' });

    // What keeps tests on this machine says where it would have gone.
    await expect(provider()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('169.254.170.2') as string },
    });
  });

  it.each([
    'http://example.com/',
    'http://10.0.0.1/',
    'ftp://localhost/',
    'credentials',
    'http://127.0.0.1.example.com/',
  ])('are not asked of anybody else: %s', (url) => {
    expect(() => defaultCredentials({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url })).toThrow(
      `AWS_CONTAINER_CREDENTIALS_FULL_URI: got "${url}"; allowed: an https URL, or http at loopback`,
    );
  });

  it.each([
    '//example.com/credentials',
    'http://example.com/',
    '\\\\example.com/',
    'https://169.254.170.2/',
    'http://',
  ])('are asked of ECS alone by what should be a path there: %s', (uri) => {
    expect(() => defaultCredentials({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: uri })).toThrow(
      `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: got ${JSON.stringify(uri)}; allowed: a path at http://169.254.170.2`,
    );
  });

  it.each([
    ['an answer that is not JSON', 'secret', 'the credentials are not JSON'],
    ['an answer without a secret', JSON.stringify({ ...ANSWER, SecretAccessKey: '' }), 'have no SecretAccessKey'],
    ['an expiry that is no time', JSON.stringify({ ...ANSWER, Expiration: 'soon' }), 'is not a time'],
  ])('are refused whole: %s', async (_, body, message) => {
    served = { 'GET /credentials': body };
    const provider = defaultCredentials({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${address}/credentials` });

    await expect(provider()).rejects.toThrow(message);
    served = {};
    await expect(provider()).rejects.toThrow('answered 404');
  });
});

describe('from the instance’s metadata service', () => {
  const PATH = '/latest/meta-data/iam/security-credentials/';

  it('are those of its role, asked for in version 2', async () => {
    served = {
      'PUT /latest/api/token': 'ticket',
      [`GET ${PATH}`]: 'service-role\n',
      [`GET ${PATH}service-role`]: JSON.stringify(ANSWER),
    };

    expect(await defaultCredentials({ AWS_EC2_METADATA_SERVICE_ENDPOINT: `${address}/` })()).toEqual(CREDENTIALS);
    expect(requests.map(({ headers }) => headers['x-aws-ec2-metadata-token'])).toEqual([undefined, 'ticket', 'ticket']);
    expect(requests[0]?.headers['x-aws-ec2-metadata-token-ttl-seconds']).toBe('60');
  });

  it('are an error on an instance without a role', async () => {
    served = { 'PUT /latest/api/token': 'ticket' };

    await expect(async () => defaultCredentials({ AWS_EC2_METADATA_SERVICE_ENDPOINT: address })()).rejects.toThrow(
      'answered 404',
    );
  });
});

describe('from elsewhere', () => {
  it.each(['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_PROFILE'])('are refused by name, with what to do: %s', (name) => {
    expect(() => defaultCredentials({ ...NO_INSTANCE, [name]: 'x' })).toThrow(
      `credentials: ${name} is not supported; give the option \`credentials\`, such as fromNodeProviderChain()`,
    );
  });

  it('are an error if there is nowhere left to ask', () => {
    expect(() => defaultCredentials(NO_INSTANCE)).toThrow(
      'credentials: none were found; give the option `credentials`',
    );
  });
});
