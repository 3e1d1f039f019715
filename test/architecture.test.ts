import { build, type Metafile } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type ATTRIBUTE, ENVIRONMENT } from '../lambda/contract';
import { DECIDING_FUNCTIONS, FUNCTIONS } from '../lambda/functions';

const ROOT = path.join(__dirname, '..');

async function inputsOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    mainFields: ['module', 'main'],
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|js|mjs|css|py)$/.test(file))
    .map((file) => path.join(folder, file));
}

/** The rules that each piece of code breaks, as if it stood in the file that it comes with. */
function lint(pieces: readonly (readonly [file: string, code: string])[]): string[][] {
  const script = path.join(__dirname, 'support/lint.mjs');
  const output = execFileSync(process.execPath, [script, JSON.stringify(pieces)], { cwd: ROOT, encoding: 'utf8' });
  const found = JSON.parse(output) as string[][];
  expect(found).toHaveLength(pieces.length);
  return found;
}

describe('the layers', () => {
  it.each(sources('lambda/core'))('keep the core to itself: %s', async (file) => {
    const foreign = (await inputsOf(file)).filter((input) => !/^lambda\/(core\/|(contract|events)\.ts$)/.test(input));

    expect(foreign).toEqual([]);
  });

  it('are refused by the linter where they are crossed', () => {
    const crossings: [string, string][] = [
      ['lambda/core/token/claims.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
      ['lambda/core/token/claims.ts', "import { createTelemetry } from '../../adapters/telemetry';"],
      ['lambda/core/token/claims.ts', "import { readFileSync } from 'node:fs';"],
      ['lambda/core/token/claims.ts', 'export const time = Date.now();'],
      ['lambda/core/token/claims.ts', 'export const time = new Date();'],
      ['lambda/core/token/claims.ts', "export const name = process.env['NAME'];"],
      ['lambda/contract.ts', "import { introspect } from './core/verdict/introspection';"],
      ['lambda/adapters/telemetry.ts', "import { systemClock } from './system-clock';"],
      ['lambda/core/sign-out/sign-out.ts', "import type { Telemetry } from '../telemetry';"],
      ['lambda/adapters/telemetry.ts', "import { handler } from '../handlers/sign-out/sign-out';"],
      ['lambda/adapters/telemetry.ts', "export const name = process.env['NAME'];"],
      ['lambda/handlers/sign-out/sign-out.ts', "import { createTelemetry } from '../../adapters/telemetry';"],
      ['lambda/handlers/sign-out/sign-out.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
      ['lib/sign-out-api/sign-out-api.ts', "import { introspect } from '../../lambda/core/verdict/introspection';"],
      ['lib/sign-out-api/sign-out-api.ts', "import { CognitoJwtVerifier } from 'aws-jwt-verify';"],
      ['lib/token-revocation.ts', "import { authorizeData } from '../amplify/index';"],
      ['amplify/index.ts', "import { ENVIRONMENT } from '../lambda/contract';"],
      ['amplify/index.ts', "import { acceptedTokensEnvironment } from '../lib/authorizer/accepted-tokens';"],
      ['amplify/index.ts', "import { defineBackend } from '@aws-amplify/backend';"],
      ['commands/adopt/command.ts', "import { introspect } from '../../lambda/core/verdict/introspection';"],
      ['commands/adopt/command.ts', "import { SETTINGS } from '../../lib/app/settings';"],
      ['commands/console/routes.ts', "import { Button } from '../../pages/shared/button';"],
      ['commands/adopt/aws.ts', "import { FILES } from '../../local/files';"],
      ['commands/cognito-sign-out.ts', "import { readCloud } from '../local/cloud';"],
      ['local/start.ts', "import { adopt } from '../commands/adopt/adoption';"],
      ['lib/sign-out-api/sign-out-api.ts', "import { adopt } from '../../commands/adopt/adoption';"],
      ['lambda/handlers/composition.ts', "import { adopt } from '../../commands/adopt/adoption';"],
      ['bench/limit.ts', "import { readSettings } from '../lib/app/settings';"],
      ['bench/peers/p4-batch.ts', "import { introspect } from '../../lambda/core/verdict/introspection';"],
      ['verify/index.ts', "import { TokenRevocation } from '../lib/index';"],
      ['verify/index.ts', "import { createTelemetry } from '../lambda/handlers/authorizers/composition';"],
      ['verify/index.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
      ['verify/index.ts', "export const name = process.env['NAME'];"],
      ['verify/express.ts', "import { introspect } from '../lambda/core/verdict/introspection';"],
      ['verify/express.ts', "import { createVerifier } from './verifier/verifier';"],
      ['verify/express.ts', "import express from 'express';"],
      ['pages/shared/status.tsx', "import { introspect } from '../../lambda/core/verdict/introspection';"],
      ['pages/shared/status.tsx', "import { FILES } from '../../local/files';"],
      ['pages/shared/status.tsx', "import { signIn } from 'aws-amplify/auth';"],
      ['pages/shared/status.tsx', "import { Device } from '../demo/device';"],
      ['bin/cognito-sign-out.ts', "import { ENVIRONMENT } from '../lambda/contract';"],
    ];
    const found = lint(crossings);

    const unnoticed = crossings.filter(
      (_, index) => found[index]?.some((rule) => rule.startsWith('no-restricted-')) !== true,
    );
    expect(unnoticed).toEqual([]);
  });
});

describe('the resolvers', () => {
  it('are refused by the linter where they hold what AppSync does not run', () => {
    const refused: [string, string][] = [
      ['@aws-appsync/no-async', 'export const f = async () => 1;'],
      ['@aws-appsync/no-disallowed-methods', "export const found = 'a'.matchAll('b');"],
      ['@aws-appsync/no-disallowed-unary-operators', 'let i = 0; i++; export const next = i;'],
      ['@aws-appsync/no-for', 'for (let i = 0; i < 2; i += 1) {}'],
      ['@aws-appsync/no-function-passing', 'const f = (g) => g(); const h = () => 1; export const i = f(h);'],
      ['@aws-appsync/no-recursion', 'export function f() { return f(); }'],
      ['@aws-appsync/no-regex', 'export const pattern = /x/;'],
      ['@aws-appsync/no-try', 'try { util.error(); } catch {}'],
      ['no-restricted-syntax', 'export const f = () => fetch("https://example.com");'],
      ['no-restricted-syntax', 'export const time = new Date();'],
      ['no-restricted-syntax', "export function f() { throw 'x'; }"],
    ];
    const found = lint(refused.map(([, code]) => ['lib/graphql/session.js', code]));

    expect(refused.filter(([rule], index) => found[index]?.includes(rule) !== true)).toEqual([]);
  });
});

describe('imports', () => {
  let house: string;

  beforeEach(() => {
    house = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-circles-'));
    for (const folder of ['token', 'verdict']) mkdirSync(path.join(house, 'lambda/core', folder), { recursive: true });
    copyFileSync(path.join(ROOT, 'tsconfig.json'), path.join(house, 'tsconfig.json'));
  });

  afterEach(() => {
    rmSync(house, { recursive: true });
  });

  /** What `npm run circles` says of another house, with these files in its core. */
  function cruise(files: Readonly<Record<string, string>>): {
    readonly status: number | null;
    readonly stdout: string;
  } {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(house, 'lambda/core', name), text);
    const program = path.join(ROOT, 'node_modules/.bin/depcruise');
    const options = ['--config', path.join(ROOT, '.dependency-cruiser.mjs'), 'lambda/core'];
    return spawnSync(process.execPath, [program, ...options], { cwd: house, encoding: 'utf8' });
  }

  it('form no circle, not even of types', () => {
    const { status, stdout } = cruise({
      'token/a.ts': "import type { B } from './b';\nexport type A = B | 1;\n",
      'token/b.ts': "import type { A } from './a';\nexport type B = A | 2;\n",
    });

    expect(stdout).toContain('error no-circle');
    expect(status).not.toBe(0);
  });

  it('go one way through the core', () => {
    const files = {
      'token/a.ts': "import type { B } from '../verdict/b';\nexport type A = B | 1;\n",
      'verdict/b.ts': 'export type B = 2;\n',
    };
    const { status, stdout } = cruise(files);

    expect(stdout).toContain('error core-order-1');
    expect(status).not.toBe(0);
    expect(
      cruise({
        'token/a.ts': 'export type A = 1;\n',
        'verdict/b.ts': "import type { A } from '../token/a';\nexport type B = A;\n",
      }),
    ).toMatchObject({ status: 0 });
  });
});

describe('every file', () => {
  it('is one concept: at most 250 lines', () => {
    const folders = [
      'amplify',
      'bench',
      'bin',
      'commands',
      'examples',
      'lib',
      'lambda',
      'local',
      'pages',
      'test',
      'verify',
    ];
    const long = folders
      .flatMap(sources)
      .filter((file) => !file.startsWith('test/') || !/\.(test|e2e)\.ts$/.test(file))
      .filter((file) => readFileSync(path.join(ROOT, file), 'utf8').split('\n').length > 251);

    expect(long).toEqual([]);
  });
});

describe('the bundles', () => {
  const bundleOf = (name: string) =>
    path.join(ROOT, 'dist/bundles', name, DECIDING_FUNCTIONS.includes(name) ? 'index.mjs' : 'index.js');
  const packagesOf = (metafile: Metafile) =>
    new Set(
      Object.values(metafile.outputs)
        .flatMap(({ inputs }) => Object.entries(inputs))
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([input]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
    );
  let metafiles: Record<string, Metafile>;

  beforeAll(() => {
    const file = path.join(ROOT, 'dist/bundles/metafiles.json');
    metafiles = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Metafile>;
  });

  it.each(FUNCTIONS)('are there, and minified: %s', (name) => {
    const file = bundleOf(name);

    expect(statSync(file).size).toBeGreaterThan(1000);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(100);
  });

  it('carry only what they use', () => {
    const [authorizer, sessions, session] = ['http-authorizer', 'list-sessions', 'session'].map((name) =>
      packagesOf(metafiles[name] ?? { inputs: {}, outputs: {} }),
    );

    expect(authorizer).toContain('aws-jwt-verify');
    expect(authorizer).not.toContain('@aws-sdk/client-dynamodb');
    expect(sessions).toContain('@aws-sdk/client-dynamodb');
    expect(session?.size).toBe(0);
  });

  const parts = readdirSync(path.join(ROOT, 'verify')).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);
  it.each(parts)('for services hold the token verifier, and no SDK and no framework: %s', (part) => {
    const packages = packagesOf(metafiles[`verify/${part}`] ?? { inputs: {}, outputs: {} });

    expect([...packages]).toEqual(part === 'index' ? ['aws-jwt-verify'] : []);
    const { size } = statSync(path.join(ROOT, 'dist/verify', `${part}.js`));
    expect(size).toBeLessThan(part === 'index' ? 110_000 : 8000);
  });
});

describe('the contract', () => {
  const text = (folder: string) =>
    sources(folder)
      .map((file) => readFileSync(path.join(ROOT, file), 'utf8'))
      .join('\n');

  it.each(Object.keys(ENVIRONMENT))('is kept by both sides: ENVIRONMENT.%s', (name) => {
    expect(text('lib')).toContain(`ENVIRONMENT.${name}`);
    expect(text('lambda/adapters')).toContain(`ENVIRONMENT.${name}`);
  });

  it.each(['key', 'expiresAt'] satisfies (keyof typeof ATTRIBUTE)[])('is kept by both sides: ATTRIBUTE.%s', (name) => {
    expect(text('lib')).toContain(`ATTRIBUTE.${name}`);
    expect(text('lambda/adapters')).toContain(`ATTRIBUTE.${name}`);
  });
});
