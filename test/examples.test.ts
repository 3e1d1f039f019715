import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

import { InstalledExamples, type Outcome, type SynthesizedStack } from '../local/examples/installed-examples';
import { circleIn } from './support/circles';
import { cdkContext, type Resource } from './support/synth';

const SLOW = 300_000;

/** What an example is made of. */
interface Example {
  readonly stacks: readonly string[];
  /** How it is asked, and who decides. */
  readonly doors: readonly string[];
  readonly userPools: number;
  /** What CDK says of it. */
  readonly messages?: readonly RegExp[];
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  'http-api': {
    stacks: ['HttpApiExample'],
    doors: ['GET /orders: CUSTOM', 'POST /orders: CUSTOM'],
    userPools: 1,
  },
  'rest-api': {
    stacks: ['RestApiExample'],
    doors: ['GET orders: CUSTOM', 'OPTIONS /: NONE', 'OPTIONS orders: NONE', 'POST orders: CUSTOM'],
    userPools: 1,
  },
  appsync: {
    stacks: ['AppSyncExample'],
    doors: ['AWS_IAM', 'AWS_LAMBDA'],
    userPools: 1,
  },
  websocket: {
    stacks: ['WebSocketExample'],
    doors: ['$connect: CUSTOM', '$default: NONE', '$disconnect: NONE'],
    userPools: 1,
  },
  'existing-pool': {
    stacks: ['ExistingPoolExample'],
    doors: ['GET /orders: CUSTOM', 'POST /orders: CUSTOM'],
    userPools: 0,
    messages: [/^warning: This app does not define the user pool, which may remember devices/],
  },
  'several-stacks': {
    stacks: ['SeveralStacksOrders', 'SeveralStacksTokenRevocation', 'SeveralStacksUserPool'],
    doors: ['GET /orders: CUSTOM', 'POST /orders: CUSTOM'],
    userPools: 1,
  },
};
const NAMES = Object.keys(EXAMPLES);
const FLAGS = { 'as cdk init makes apps': cdkContext(), 'without any feature flag': {} };

const installed = new InstalledExamples(NAMES);
let synthesis: Outcome;
let types: Outcome;
/** By how the example was run, and its name. */
const synthesized = new Map<string, readonly SynthesizedStack[]>();

beforeAll(async () => {
  const runs = Object.entries(FLAGS).flatMap(([how, flags]) =>
    NAMES.map((example) => ({ key: `${how}: ${example}`, example, context: flags })),
  );
  const commonJs = { key: 'commonjs', example: 'http-api', file: toCommonJs('http-api', 'app.ts') };
  const all = [...runs, { ...commonJs, context: cdkContext() }];
  const { apps, ...outcome } = await installed.synthesize(all);
  synthesis = outcome;
  for (const [index, { stacks }] of apps.entries()) synthesized.set(all[index]?.key ?? '', stacks);
  types = await installed.checkTypes();
}, SLOW);

afterAll(() => {
  installed.remove();
});

/** Puts a program into CommonJS, as `cdk init` has it: its file's name. */
function toCommonJs(example: string, file: string): string {
  const module = ts.ModuleKind.CommonJS;
  const { outputText } = ts.transpileModule(installed.read(example, file), {
    compilerOptions: { module, target: ts.ScriptTarget.ES2024 },
  });
  const compiled = file.replace(/\.ts$/, '.cjs');
  writeFileSync(path.join(installed.folderOf(example), compiled), outputText);
  return compiled;
}

/** The resources of all stacks of an example. */
function resourcesOf(stacks: readonly SynthesizedStack[]): [string, Resource][] {
  return stacks.flatMap(({ resources }) => Object.entries(resources));
}

/** The user's own routes, methods and modes: those of the sign-out API are its construct's. */
function doorsOf(stacks: readonly SynthesizedStack[]): string[] {
  const resources = resourcesOf(stacks);
  const byId = new Map(resources);
  const isSignOutApi = ({ Ref: id = '' }: { Ref?: string }) => byId.get(id)?.Properties['Name'] === 'cognito-sign-out';
  return resources
    .flatMap(([, { Type, Properties }]) => {
      const authorization = String(Properties['AuthorizationType']);
      switch (Type) {
        case 'AWS::ApiGatewayV2::Route':
          return isSignOutApi(Properties['ApiId'] as { Ref?: string })
            ? []
            : [`${String(Properties['RouteKey'])}: ${authorization}`];
        case 'AWS::ApiGateway::Method': {
          const { Ref: id = '' } = Properties['ResourceId'] as { Ref?: string };
          const { PathPart = '/' } = byId.get(id)?.Properties ?? {};
          return [`${String(Properties['HttpMethod'])} ${String(PathPart)}: ${authorization}`];
        }
        case 'AWS::AppSync::GraphQLApi': {
          const others = Properties['AdditionalAuthenticationProviders'] as Record<string, string>[];
          return [Properties, ...others].map(({ AuthenticationType }) => String(AuthenticationType));
        }
        default:
          return [];
      }
    })
    .sort();
}

describe('the examples', () => {
  it('are those that the tests know', () => {
    const folders = readdirSync(path.join(__dirname, '../examples')).filter((name) => !/^README|^amplify$/.test(name));

    expect(folders.sort()).toEqual([...NAMES].sort());
  });

  it('synthesize, with plain Node and without a network', () => {
    expect(synthesis).toEqual({ exitCode: 0, output: expect.any(String) as string });
  });

  it('agree with the types that the package declares', () => {
    expect(types).toEqual({ exitCode: 0, output: '' });
  });

  it('have the same settings for TypeScript, with which the types are checked', () => {
    expect(new Set(NAMES.map((name) => installed.read(name, 'tsconfig.json'))).size).toBe(1);
  });

  it('are run by CDK as they are here', () => {
    expect(NAMES.map((name) => installed.cdkJson(name).app)).toEqual(NAMES.map(() => 'node app.ts'));
  });

  it('are the same in CommonJS', () => {
    expect(synthesized.get('commonjs')).toEqual(synthesized.get('as cdk init makes apps: http-api'));
  });
});

describe.each(Object.entries(EXAMPLES))('the example %s', (name, example) => {
  describe.each(Object.keys(FLAGS))('%s', (how) => {
    const stacks = () => synthesized.get(`${how}: ${name}`) ?? [];

    it('has its stacks, and no circle in them', () => {
      expect(
        stacks()
          .map((stack) => stack.name)
          .sort(),
      ).toEqual(example.stacks);
      for (const { resources } of stacks()) expect(circleIn({ Resources: { ...resources } as never })).toEqual([]);
    });

    it('lets nobody in whom the authorizer does not', () => {
      expect(doorsOf(stacks())).toEqual(example.doors);
    });

    it('has one revocation table, and a user pool if it is its own', () => {
      const types = resourcesOf(stacks()).map(([, { Type }]) => Type);
      const count = (type: string) => types.filter((each) => each === type).length;
      // Open connections have a table besides.
      const tables = name === 'websocket' ? 2 : 1;

      expect(count('AWS::Cognito::UserPool')).toBe(example.userPools);
      expect(count('AWS::Cognito::UserPoolClient')).toBe(example.userPools);
      expect(count('AWS::DynamoDB::GlobalTable')).toBe(tables);
      // CloudFormation takes 500 a stack: an app has room for its own.
      for (const { resources } of stacks()) expect(Object.keys(resources).length).toBeLessThan(250);
    });

    it('has CDK say nothing of it that its comments do not say', () => {
      const messages = stacks().flatMap((stack) => stack.messages);

      expect(messages).toEqual((example.messages ?? []).map((message) => expect.stringMatching(message) as string));
    });
  });
});
