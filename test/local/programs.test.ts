import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { Installation } from '../support/installation';
import { accessPayload, createSigningKey, idPayload, sign } from '../support/tokens';

let installation: Installation;

beforeAll(() => {
  installation = new Installation();
});

afterAll(() => {
  installation.remove();
});

const environment = (overrides: Record<string, string>) => ({ HOME: installation.folder, ...overrides });

/** A folder of programs, for a PATH that has nothing else. */
function folderWith(name: string, script: string): string {
  const folder = path.join(installation.folder, `path-${String(Math.random()).slice(2)}`);
  mkdirSync(folder);
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return folder;
}

describe('npm start', () => {
  it('says what to do where there is no Python', async () => {
    const { exitCode, output } = await installation.run('start', environment({ PATH: '' }));

    expect(exitCode).toBe(1);
    expect(output).toContain('The local cloud needs Python 3.10 or newer');
    expect(output).toContain('install it');
    expect(output).toContain('AWS_ENDPOINT_URL');
    expect(output).not.toMatch(/^ +at /m);
  });

  it('says so too where there is only an old one', async () => {
    const oldPython = folderWith('python3', 'exit 1');

    const { exitCode, output } = await installation.run('start', environment({ PATH: oldPython }));

    expect(exitCode).toBe(1);
    expect(output).toContain('Python 3.10 or newer');
  });

  it('shows why an environment cannot be made, and what helps', async () => {
    const withoutVenv = folderWith(
      'python3',
      'case "$1" in -c) exit 0;; esac; echo "ensurepip is not available"; exit 1',
    );

    const { exitCode, output } = await installation.run('start', environment({ PATH: withoutVenv }));

    expect(exitCode).toBe(1);
    expect(output).toContain('ensurepip is not available');
    expect(output).toContain('apt install python3-venv');
  });

  it('shows why the engine has died, and leaves nothing running or behind', async () => {
    mkdirSync(path.join(installation.folder, '.local/python/bin'), { recursive: true });
    const requirements = path.join(installation.folder, 'local/engine/requirements.txt');
    writeFileSync(path.join(installation.folder, '.local/python/requirements.txt'), readFileSync(requirements));
    const python = path.join(installation.folder, '.local/python/bin/python');
    writeFileSync(python, '#!/bin/sh\ncase "$1" in -c) exit 0;; esac\necho "no such module: ministack"; exit 1\n');
    chmodSync(python, 0o755);

    const { exitCode, output } = await installation.run('start', environment({ PATH: process.env['PATH'] ?? '' }));

    expect(exitCode).toBe(1);
    expect(output).toContain('The local cloud did not start');
    expect(output).toContain('no such module: ministack');
    for (const file of ['engine.json', 'outputs.json', 'env']) {
      expect(existsSync(path.join(installation.folder, '.local', file))).toBe(false);
    }
  });

  it.each(['https://dynamodb.us-east-1.amazonaws.com', 'https://cognito-idp.cn-north-1.amazonaws.com.cn', 'nonsense'])(
    'does not take AWS itself, or nonsense, for a cloud to play with: %s',
    async (endpoint) => {
      const { exitCode, output } = await installation.run('start', environment({ AWS_ENDPOINT_URL: endpoint }));

      expect(exitCode).toBe(1);
      expect(output).toContain(`AWS_ENDPOINT_URL: got "${endpoint}"; allowed: the URL of an AWS emulator`);
      expect(output).toContain('npx cdk deploy');
    },
  );

  it('shows why a deployment fails: settings that are not valid', async () => {
    const { exitCode, output } = await installation.run(
      'start',
      environment({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', PATH: process.env['PATH'] ?? '' }),
      '-c',
      'accessTokenValidity=4m',
    );

    expect(exitCode).toBe(1);
    expect(output).toContain('Using the cloud at http://127.0.0.1:1');
    expect(output).toContain('accessTokenValidity: got "4m"; allowed: 5m to 1d, whole minutes');
  });
});

describe('npm stop', () => {
  it('says so where there is nothing to stop', async () => {
    const { exitCode, output } = await installation.run('stop', environment({ PATH: '' }));

    expect([exitCode, output]).toEqual([0, 'There was no local cloud.\n']);
  });

  it('does not end a process that only has the number of an engine that is gone', async () => {
    mkdirSync(path.join(installation.folder, '.local'), { recursive: true });
    const state = path.join(installation.folder, '.local/engine.json');
    writeFileSync(state, JSON.stringify({ pid: process.pid, port: 4566 }));

    const { exitCode, output } = await installation.run('stop', environment({ PATH: process.env['PATH'] ?? '' }));

    expect([exitCode, output]).toEqual([0, 'There was no local cloud.\n']);
  });
});

describe('the tests on a deployed stack', () => {
  it('say what to do where there is none', async () => {
    const { exitCode, output } = await installation.run('with-cloud', environment({ PATH: '' }), 'true');

    expect(exitCode).toBe(1);
    expect(output).toContain('There is no local cloud: run npm start.');
  });

  it('end as the command ends that they run, in its environment', async () => {
    mkdirSync(path.join(installation.folder, '.local'), { recursive: true });
    writeFileSync(path.join(installation.folder, '.local/outputs.json'), '{}');
    writeFileSync(
      path.join(installation.folder, '.local/env'),
      'AWS_REGION=us-east-1\nAWS_ENDPOINT_URL=https://x?a=b\n',
    );

    const env = environment({ AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'x' });
    const code = 'console.log(JSON.stringify(process.env)); process.exit(7)';
    const { exitCode, output } = await installation.run('with-cloud', env, process.execPath, '-e', code);

    expect(exitCode).toBe(7);
    expect(JSON.parse(output)).toMatchObject({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'https://x?a=b' });
    expect(output).not.toMatch(/AWS_PROFILE|AWS_SESSION_TOKEN/);
  });
});

describe('a command that is for AWS as well as for the local cloud', () => {
  const print = ['-e', 'console.log(JSON.stringify(process.env)); process.exit(7)'];
  const runEither = async (env: NodeJS.ProcessEnv) =>
    installation.run('with-cloud-or-aws', env, process.execPath, ...print);

  beforeAll(() => {
    mkdirSync(path.join(installation.folder, '.local'), { recursive: true });
    writeFileSync(path.join(installation.folder, '.local/outputs.json'), '{"SignOutApiUrl":"https://x/api"}');
    writeFileSync(path.join(installation.folder, '.local/env'), 'AWS_REGION=us-east-1\nAWS_ENDPOINT_URL=https://x\n');
  });

  it('runs in the environment of the local cloud, and ends as it ends', async () => {
    const { exitCode, output } = await runEither(environment({}));

    expect(exitCode).toBe(7);
    expect(JSON.parse(output)).toMatchObject({ AWS_ENDPOINT_URL: 'https://x', SIGN_OUT_API_URL: 'https://x/api' });
  });

  it('runs in its own where AWS is meant', async () => {
    const { exitCode, output } = await runEither(environment({ AWS_PROFILE: 'production' }));

    expect(exitCode).toBe(7);
    expect(JSON.parse(output)).toMatchObject({ AWS_PROFILE: 'production' });
    expect(output).not.toMatch(/AWS_ENDPOINT_URL|SIGN_OUT_API_URL/);
  });
});

describe('the demonstration', () => {
  it('fails where a stack does not keep its promise: one that signs nobody out', async () => {
    const key = createSigningKey('key');
    const tokens = {
      AccessToken: sign(accessPayload(), key),
      IdToken: sign(idPayload(), key),
      RefreshToken: 'refresh-1',
    };
    const server = createServer((request, response) => {
      const body =
        request.url?.endsWith('/sign-out') === true ? { outcome: 'complete' } : { AuthenticationResult: tokens };
      request.resume();
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const urls = {
      SignOutApiUrl: url,
      RestApiUrl: url,
      GraphqlApiUrl: url,
      WebSocketApiUrl: url.replace('http', 'ws'),
    };
    const outputs = { UserPoolId: 'p', UserPoolClientId: 'c', ...urls };
    mkdirSync(path.join(installation.folder, '.local'), { recursive: true });
    writeFileSync(path.join(installation.folder, '.local/outputs.json'), JSON.stringify(outputs));
    writeFileSync(path.join(installation.folder, '.local/env'), '');

    const credentials = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const { exitCode, output } = await installation.run(
      'demonstrate',
      environment({ AWS_ENDPOINT_URL: url, ...credentials }),
    );
    server.closeAllConnections();
    server.close();

    expect(exitCode).toBe(1);
    expect(output).toMatch(/phone, access token: rejected +✗ 200 .*✗ 200 .*✗ 200/);
    expect(output).toMatch(/phone, refresh at Cognito: refused +✗ accepted/);
    expect(output).toMatch(/phone, WebSocket: open +✗ refused/);
    expect(output).toMatch(/phone, WebSocket: closed +✗ not closed/);
    expect(output).toContain('lines are NOT as promised.');
  });
});
