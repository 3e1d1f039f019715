import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '..');

/** Another CDK app, which has installed what `npm pack` makes, and no bundler. */
let app: string;

beforeAll(() => {
  app = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-package-'));
  const options = ['--ignore-scripts', '--json', '--pack-destination', app];
  execFileSync('npm', ['pack', ...options], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  const [tarball = ''] = readdirSync(app);
  const modules = path.join(app, 'node_modules');
  mkdirSync(modules);
  execFileSync('tar', ['--extract', '--file', tarball, '--directory', modules], { cwd: app });
  execFileSync('mv', ['package', 'cognito-sign-out'], { cwd: modules });
  for (const peer of ['@aws-amplify', 'aws-cdk-lib', 'constructs']) {
    symlinkSync(path.join(ROOT, 'node_modules', peer), path.join(modules, peer));
  }
});

afterAll(() => {
  rmSync(app, { recursive: true });
});

describe('the package', () => {
  it('synthesizes in another app, with no bundler, no Docker and no network', () => {
    writeFileSync(
      path.join(app, 'app.js'),
      `
      const { App, Stack, aws_appsync, aws_cognito } = require('aws-cdk-lib');
      const { Monitoring, TokenRevocation } = require('cognito-sign-out');
      const stack = new Stack(new App({ outdir: 'cdk.out' }), 'Theirs');
      const userPool = new aws_cognito.UserPool(stack, 'Pool');
      const monitoring = Monitoring.none('a test');
      const userPoolClients = [userPool.addClient('Web')];
      const { authorizer } = new TokenRevocation(stack, 'Revocation', { userPool, userPoolClients, monitoring });
      new aws_appsync.GraphqlApi(stack, 'Api', {
        name: 'theirs',
        definition: aws_appsync.Definition.fromFile(require.resolve('cognito-sign-out/lib/graphql/schema.graphql')),
        authorizationConfig: { defaultAuthorization: authorizer.appSyncAuthorizationMode() },
      });
      stack.node.root.synth();
      `,
    );
    execFileSync(process.execPath, ['app.js'], { cwd: app, env: { PATH: '' } });

    const template = readFileSync(path.join(app, 'cdk.out/Theirs.template.json'), 'utf8');
    expect(template).toContain('AWS::DynamoDB::GlobalTable');
    const bundles = readdirSync(path.join(app, 'cdk.out')).filter((name) => name.startsWith('asset.'));
    // http-authorizer, appsync-authorizer, session, sign-out, admin-sign-out, introspect, revoke-token, cognito-proxy,
    // sign-out-events, discovery, logout, logout-done, hand-on-revocations, publish-revocations
    expect(bundles).toHaveLength(14);
    for (const bundle of bundles) {
      const [module = ''] = readdirSync(path.join(app, 'cdk.out', bundle));
      expect(module).toMatch(/^index\.m?js$/);
      expect(readFileSync(path.join(app, 'cdk.out', bundle, module), 'utf8')).toContain('handler');
    }
  });

  it.each([
    [
      'commonjs',
      `const { Monitoring, TokenRevocation } = require('cognito-sign-out');
       const { defineTokenRevocation } = require('cognito-sign-out/amplify');`,
    ],
    [
      'module',
      `import { TokenRevocation } from 'cognito-sign-out';
       import { defineTokenRevocation } from 'cognito-sign-out/amplify';`,
    ],
  ])('is imported by its name, and by that of its part for Amplify: %s', (type, imports) => {
    const code = `${imports} console.log(TokenRevocation.name, defineTokenRevocation.name);`;
    const args = ['--input-type', type, '--eval', code];

    expect(execFileSync(process.execPath, args, { cwd: app, encoding: 'utf8' })).toBe(
      'TokenRevocation defineTokenRevocation\n',
    );
  });

  it.each([
    ['commonjs', (name: string) => `require('cognito-sign-out/verify${name}')`],
    ['module', (name: string) => `await import('cognito-sign-out/verify${name}')`],
  ])('serves services that have neither CDK nor SDK: %s', (type, load) => {
    const service = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-service-'));
    cpSync(path.join(app, 'node_modules/cognito-sign-out'), path.join(service, 'node_modules/cognito-sign-out'), {
      recursive: true,
    });
    const code = `
      const { createVerifier, UnavailableError } = ${load('')};
      const adapters = [${['express', 'fastify', 'hono', 'lambda'].map((name) => load(`/${name}`)).join()}];
      const options = { userPoolId: 'us-east-1_Example', clientIds: ['client-1'], tableName: 'revocations' };
      const verifier = createVerifier({ ...options, credentials: () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }) });
      for (const { requireSession } of adapters) requireSession(verifier, {}, {});
      const { UnavailableError: required } = require('cognito-sign-out/verify');
      console.log(Object.keys(verifier).join(), UnavailableError === required);`;
    // What is evaluated as a module has no require() of its own.
    const withRequire = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${code}`;
    const args = ['--input-type', type, '--eval', type === 'module' ? withRequire : code];
    const output = execFileSync(process.execPath, args, { cwd: service, encoding: 'utf8', env: { PATH: '' } });
    rmSync(service, { recursive: true });

    expect(output).toBe('verify,isRevoked true\n');
  });

  it('shows what documents name, and nothing of its inside', () => {
    const resolve = (name: string) =>
      spawnSync(process.execPath, ['--eval', `require.resolve('cognito-sign-out/${name}')`], { cwd: app }).status;

    expect(['package.json', 'lib/graphql/schema.graphql', 'lib/graphql/session.js'].map(resolve)).toEqual([0, 0, 0]);
    const inside = ['dist/lib/authorizer/accepted-tokens.js', 'dist/lambda/contract.js', 'verify/api/errors'];
    expect(inside.map(resolve)).toEqual([1, 1, 1]);
  });

  it.each(['Bundler', 'Node16', 'Node10'] as const)('has types, however they are looked for: %s', (way) => {
    const options = { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind[way] };
    const find = (name: string) => {
      const { resolvedModule } = ts.resolveModuleName(name, path.join(app, 'app.ts'), options, ts.sys);
      return path.relative(path.join(app, 'node_modules'), resolvedModule?.resolvedFileName ?? '');
    };

    expect(find('cognito-sign-out')).toBe('cognito-sign-out/dist/lib/index.d.ts');
    expect(find('cognito-sign-out/amplify')).toBe('cognito-sign-out/dist/amplify/index.d.ts');
    // A bundler's import has the types of the ES module.
    const extension = way === 'Bundler' ? 'd.mts' : 'd.ts';
    expect(find('cognito-sign-out/verify')).toBe(`cognito-sign-out/dist/verify/index.${extension}`);
    for (const name of ['express', 'fastify', 'hono', 'lambda', 'nest']) {
      expect(find(`cognito-sign-out/verify/${name}`)).toBe(`cognito-sign-out/dist/verify/${name}.${extension}`);
    }
  });

  it('carries what is needed, and nothing else', () => {
    const files = readdirSync(path.join(app, 'node_modules/cognito-sign-out'), { recursive: true, encoding: 'utf8' });

    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'dist/bundles/THIRD-PARTY-LICENSES',
        'dist/lib/index.js',
        'dist/lib/index.d.ts',
        'dist/amplify/index.js',
        'dist/amplify/index.d.ts',
        'dist/lambda/contract.js',
        'dist/lambda/metrics.js',
        'dist/verify/index.js',
        'dist/verify/index.mjs',
        'dist/verify/express.js',
        'dist/verify/api/verifier.d.ts',
        'dist/bundles/sign-out/index.js',
        'dist/bundles/http-authorizer/index.mjs',
        'dist/cognito-sign-out.js',
        'lib/graphql/schema.graphql',
      ]),
    );
    expect(
      files.filter((file) =>
        /local|test|\.local|metafiles|\.py$|bin\/|examples|verify\/(verifier|credentials)/.test(file),
      ),
    ).toEqual([]);
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('brings a program that runs without an SDK', () => {
    const file = path.join(app, 'node_modules/cognito-sign-out/package.json');
    const { bin, version } = JSON.parse(readFileSync(file, 'utf8')) as { bin: Record<string, string>; version: string };
    const program = path.join(app, 'node_modules/cognito-sign-out', bin['cognito-sign-out'] ?? '');
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd: app,
        env: { PATH: '' },
        encoding: 'utf8',
      });
      return [status, stdout, stderr];
    };
    const subcommands = expect.stringMatching(/^ {2}adopt .*\n {2}sign-out /m) as string;

    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(run('--help')).toEqual([0, subcommands, '']);
    expect(run()).toEqual([0, subcommands, '']);
    expect(run('-h')).toEqual([0, subcommands, '']);
    expect(run('--version')).toEqual([0, `${version}\n`, '']);
    for (const subcommand of ['adopt', 'sign-out', 'sessions', 'verify', 'console']) {
      expect(run(subcommand, '-h')).toEqual(run(subcommand, '--help'));
      expect(run(subcommand, '-h')).toEqual([0, expect.stringContaining('--help'), '']);
    }
    expect(run('toString')).toEqual([
      2,
      '',
      expect.stringContaining('got "toString"; allowed: adopt, sign-out, sessions, verify, console'),
    ]);
    expect(run('adopt')).toEqual([2, '', expect.stringContaining('--user-pool-id: missing')]);
    expect(run('verify')).toEqual([2, '', expect.stringContaining('--stack: missing; allowed: a name')]);
    expect(run('console')).toEqual([2, '', expect.stringContaining('--stack: missing')]);
    expect(run('sign-out', '--help')).toEqual([0, expect.stringContaining('--reason TEXT'), '']);
  });

  it('declares its types', () => {
    const types = readFileSync(path.join(app, 'node_modules/cognito-sign-out/dist/lib/index.d.ts'), 'utf8');

    for (const name of [
      'TokenRevocation',
      'RevocationTable',
      'RevocationAuthorizer',
      'SignOutApi',
      'GraphqlSignOut',
      'SignOutEvents',
      'LiveConnections',
      'TokenUse',
    ]) {
      expect(types).toContain(name);
    }
  });
});
