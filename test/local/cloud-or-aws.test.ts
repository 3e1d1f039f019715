import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const mockFolder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-either-'));
jest.mock('../../local/files', () => {
  const files = jest.requireActual<{ LOCAL: string; FILES: Record<string, string> }>('../../local/files');
  const moved = Object.entries(files.FILES).map(([name, file]) => [name, file.replace(files.LOCAL, mockFolder)]);
  return { ...files, LOCAL: mockFolder, FILES: Object.fromEntries(moved) as unknown };
});

import { variablesOfEngine } from '../../local/cloud';
import { environmentOfEither } from '../../local/cloud-or-aws';

const CLOUD = variablesOfEngine(4567);
const API = 'https://localhost:4567/_aws/execute-api/abcd1234/$default';
const LOCAL = { ...CLOUD, SIGN_OUT_API_URL: API };
const OTHER = {
  PATH: '/bin',
  HOME: '/nowhere',
  AWS_PAGER: '',
  AWS_CA_BUNDLE: '/etc/ca.crt',
  NODE_EXTRA_CA_CERTS: '/x',
};
const home = path.join(mockFolder, 'home');

beforeEach(() => {
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(mockFolder, 'outputs.json'), JSON.stringify({ SignOutApiUrl: API }));
  const lines = Object.entries(CLOUD).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(path.join(mockFolder, 'env'), lines.join(''));
});

afterEach(() => {
  rmSync(mockFolder, { recursive: true });
});

const environmentFor = (given: Record<string, string>) => environmentOfEither({ ...OTHER, ...given }, home);

describe('a command is for the local cloud', () => {
  it('if it is up, and nothing says that AWS is meant', () => {
    expect(environmentFor({ AWS_REGION: '', AWS_PROFILE: '' })).toMatchObject({ ...LOCAL, PATH: '/bin' });
  });

  it('if its variables were given, in a shell', () => {
    mkdirSync(path.join(home, '.aws'));
    writeFileSync(path.join(home, '.aws/config'), '');

    expect(environmentFor(CLOUD)).toMatchObject(LOCAL);
    expect(environmentFor({ AWS_ENDPOINT_URL: 'https://localhost:4567/' })).toMatchObject(LOCAL);
  });

  it('and then nothing of an AWS account is passed on', () => {
    const environment = environmentFor({
      ...CLOUD,
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'x',
      AWS_ENDPOINT_URL_CLOUDFORMATION: 'https://elsewhere.example',
    });

    expect(environment).toMatchObject(LOCAL);
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL_CLOUDFORMATION', 'AWS_PAGER']) {
      expect(environment).not.toHaveProperty(name);
    }
  });

  it('as another user of it, if that is what the credentials say', () => {
    const user = { AWS_ACCESS_KEY_ID: 'ANOTHER', AWS_SECRET_ACCESS_KEY: 'y' };

    expect(environmentFor({ ...CLOUD, ...user })).toMatchObject({ ...LOCAL, ...user });
  });

  it('and for the API that SIGN_OUT_API_URL names, if it is given with its variables', () => {
    const api = { SIGN_OUT_API_URL: 'https://localhost:4567/_aws/execute-api/efgh5678/$default' };

    expect(environmentFor({ ...CLOUD, ...api })).toMatchObject(api);
    expect(environmentFor({ ...CLOUD, SIGN_OUT_API_URL: '' })).toMatchObject(LOCAL);
  });
});

describe('a command is for AWS, and its environment as it is,', () => {
  it.each([
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_ROLE_ARN',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_ENDPOINT_URL_CLOUDFORMATION',
    'SIGN_OUT_API_URL',
  ])('if %s is set', (name) => {
    expect(environmentFor({ [name]: 'x' })).toEqual({ ...OTHER, [name]: 'x' });
  });

  it.each(['config', 'credentials'])('if there is a file ~/.aws/%s', (file) => {
    mkdirSync(path.join(home, '.aws'));
    writeFileSync(path.join(home, '.aws', file), '');

    expect(environmentFor({})).toEqual(OTHER);
  });

  it.each(['https://localhost:4568', 'https://cloudformation.us-east-1.amazonaws.com', 'nonsense'])(
    'if AWS_ENDPOINT_URL names another cloud: %s',
    (AWS_ENDPOINT_URL) => {
      expect(environmentFor({ AWS_ENDPOINT_URL })).toEqual({ ...OTHER, AWS_ENDPOINT_URL });
    },
  );

  it.each(['outputs.json', 'env'])('if there is no local cloud: no %s', (file) => {
    rmSync(path.join(mockFolder, file));

    expect(environmentFor(CLOUD)).toEqual({ ...OTHER, ...CLOUD });
  });
});
