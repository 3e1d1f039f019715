import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

import { ROOT } from '../../local/files';

/** Another CDK app, which has installed what `npm pack` makes. */
let app: string;
let installed: string;

beforeAll(() => {
  app = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-published-'));
  const options = ['--ignore-scripts', '--json', '--pack-destination', app];
  execFileSync('npm', ['pack', ...options], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  const [tarball = ''] = readdirSync(app);
  installed = path.join(app, 'node_modules/cognito-sign-out');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['--extract', '--strip-components=1', '--file', tarball, '--directory', installed], { cwd: app });
  for (const peer of ['@types', 'aws-cdk-lib', 'constructs']) {
    symlinkSync(path.join(ROOT, 'node_modules', peer), path.join(app, 'node_modules', peer));
  }
});

afterAll(() => {
  rmSync(app, { recursive: true });
});

function json(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(path.join(installed, file), 'utf8')) as Readonly<Record<string, unknown>>;
}

describe('the package for other languages', () => {
  it('is described by jsii, in the version that is packed', () => {
    const { name, version, license } = json('package.json');

    expect(json('.jsii')).toMatchObject({ name, version, license, schema: 'jsii/0.10.0' });
  });

  it('is named for Python, and for JavaScript', () => {
    expect(json('.jsii')['targets']).toEqual({
      js: { npm: 'cognito-sign-out' },
      python: { distName: 'cognito-sign-out', module: 'cognito_sign_out' },
    });
  });

  it('has every class and enum of the package in TypeScript', () => {
    const script = 'JSON.stringify(Object.keys(require("cognito-sign-out")))';
    const exported = JSON.parse(
      execFileSync(process.execPath, ['--print', script], { cwd: app, encoding: 'utf8' }),
    ) as string[];
    const types = Object.values(json('.jsii')['types'] as Record<string, { kind: string; name: string }>);
    const named = types.filter(({ kind }) => kind !== 'interface').map(({ name }) => name);

    expect(named.sort()).toEqual(exported.sort());
  });
});

/** An app, as strict as TypeScript can be. */
const APP = `
  import { App, Duration, Stack, aws_apigatewayv2 as apigatewayv2, aws_cognito as cognito } from 'aws-cdk-lib';
  import { createVerifier, InvalidTokenError, type Session } from 'cognito-sign-out/verify';
  import { requireSession, sessionOf } from 'cognito-sign-out/verify/express';
  import { LiveConnections, Monitoring, RevocationTable, TokenRevocation, TokenUse, type TokenRevocationProps } from 'cognito-sign-out';

  const stack: Stack = new Stack(new App(), 'Stack');
  const userPool = new cognito.UserPool(stack, 'UserPool');
  const props: TokenRevocationProps = {
    userPool,
    userPoolClients: [userPool.addClient('Web')],
    monitoring: Monitoring.alarms({ email: 'ops@example.com' }),
    acceptedTokenUse: [TokenUse.ACCESS],
    revocationDelay: Duration.seconds(5),
    revocationTable: RevocationTable.fromTableName(stack, 'Table', 'table'),
  };
  const revocation: TokenRevocation = new TokenRevocation(stack, 'TokenRevocation', props);
  new apigatewayv2.HttpApi(stack, 'HttpApi', { defaultAuthorizer: revocation.authorizer.httpAuthorizer() });
  new LiveConnections(stack, 'LiveConnections', revocation).protectWebSocketApi(
    new apigatewayv2.WebSocketApi(stack, 'WebSocketApi'),
  );
  export { requireSession as fastify } from 'cognito-sign-out/verify/fastify';
  export { requireSession as hono } from 'cognito-sign-out/verify/hono';
  export { requireSession as lambda } from 'cognito-sign-out/verify/lambda';
  export { requireSession as nest } from 'cognito-sign-out/verify/nest';
  const verifier = createVerifier({ userPoolId: process.env['USER_POOL_ID'], maxAge: 10, onUnavailable: ({ code }) => code.trim() });
  export const middleware = requireSession(verifier, { groups: ['admins'] });
  export const session: Session = sessionOf({});
  export const { reason } = new InvalidTokenError('revoked');
  // @ts-expect-error: a token use is of an enum
  new TokenRevocation(stack, 'Wrong', { ...props, acceptedTokenUse: ['access'] });
`;

describe('apps in TypeScript, in ES modules and in CommonJS', () => {
  it.each([true, false])('agree with the types, and they with themselves: exactOptionalPropertyTypes %s', (exact) => {
    const apps = ['app.mts', 'app.cts'].map((file) => path.join(app, file));
    for (const file of apps) writeFileSync(file, APP);
    const program = ts.createProgram(apps, {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      exactOptionalPropertyTypes: exact,
      noUncheckedIndexedAccess: true,
      // Those who write services have them.
      types: ['node'],
      typeRoots: [path.join(app, 'node_modules/@types')],
      skipLibCheck: false,
      noEmit: true,
    });
    // Not those of aws-cdk-lib: they do not agree with themselves where exactOptionalPropertyTypes is on.
    const sources = program
      .getSourceFiles()
      .filter(({ fileName }) => !/\/(aws-cdk-lib|typescript|@types|undici-types)\//.test(fileName));
    const problems = sources.flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]);

    expect(sources.map(({ fileName }) => fileName)).toEqual(
      expect.arrayContaining([
        ...apps,
        path.join(installed, 'dist/lib/index.d.ts'),
        path.join(installed, 'dist/verify/index.d.ts'),
        path.join(installed, 'dist/verify/index.d.mts'),
      ]),
    );
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });
});
