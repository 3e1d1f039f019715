import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ROOT } from '../../local/files';
import { preparePython } from '../../local/python';
import { buildWheel, installWheel, PYTHON } from '../../local/wheel/wheel';
import { doorsOf } from '../support/doors';
import { bundlesIn, synthesize, templateIn, type Synthesis } from '../support/python-examples';
import { resourcesOf } from '../support/synth';

/** What each example is there to show: who decides at its doors, and what follows a sign-out. */
const EXAMPLES: Readonly<Record<string, { readonly doors: readonly string[] }>> = {
  'http-api': {
    doors: ['GET /orders: http-authorizer', 'POST /orders: http-authorizer'],
  },
  'rest-api': {
    doors: [
      'GET /orders: rest-authorizer',
      'OPTIONS /: NONE',
      'OPTIONS /orders: NONE',
      'POST /orders: rest-authorizer',
    ],
  },
  appsync: {
    doors: ['AWS_IAM', 'appsync-authorizer'],
  },
  websocket: {
    doors: ['$connect: websocket-authorizer', '$default: NONE', '$disconnect: NONE'],
  },
};
const NAMES = Object.keys(EXAMPLES);

let folder: string;
let python: string;
let wheel: string;
let synthesized: ReadonlyMap<string, Synthesis>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-python-'));
  python = await preparePython(PYTHON);
  wheel = await buildWheel(python);
  await installWheel(python, wheel);
  synthesized = await synthesize(python, NAMES, folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the environment knows of a Python package. */
function installed(name: string): { readonly version: string; readonly requires: readonly string[] } {
  const script =
    'import importlib.metadata as m, json, sys; n = sys.argv[1]; ' +
    'print(json.dumps({"version": m.version(n), "requires": m.requires(n) or []}))';
  return JSON.parse(execFileSync(python, ['-c', script, name], { encoding: 'utf8' })) as ReturnType<typeof installed>;
}

function synthesisOf(name: string): Synthesis {
  const synthesis = synthesized.get(name);
  if (synthesis === undefined) throw new Error(`${name} was not synthesized`);
  return synthesis;
}

describe('the package for Python', () => {
  const { version, peerDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    peerDependencies: Readonly<Record<string, string>>;
  };

  it('is named and versioned as that of npm', () => {
    expect(path.basename(wheel)).toBe(`cognito_sign_out-${version}-py3-none-any.whl`);
    expect(installed('cognito-sign-out').version).toBe(version);
  });

  it.each(Object.entries(peerDependencies))('takes %s %s, and is tried with the oldest of these', (name, range) => {
    const oldest = range.replace('^', '');
    const [nextMajor] = oldest.split('.').map((part) => Number(part) + 1);

    expect(installed(name).version).toBe(oldest);
    expect(installed('cognito-sign-out').requires.map((each) => each.replaceAll(' ', ''))).toContain(
      `${name}<${String(nextMajor)}.0.0,>=${oldest}`,
    );
  });
});

describe('the examples in Python', () => {
  it('are those that the tests know', () => {
    const folders = readdirSync(path.join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' });

    expect(folders.filter((file) => file.endsWith('app.py')).sort()).toEqual(
      NAMES.map((name) => path.join(name, 'python/app.py')).sort(),
    );
  });

  it.each(['cdk.json', 'requirements.txt'])('have the same %s', (file) => {
    const contents = NAMES.map((name) => readFileSync(path.join(ROOT, 'examples', name, 'python', file), 'utf8'));

    expect(new Set(contents).size).toBe(1);
  });

  it.each(['schema.graphql', 'resolvers/me.js', 'resolvers/on-message.js', 'resolvers/send-message.js'])(
    'have the same %s as in TypeScript',
    (file) => {
      const [ofPython, ofTypeScript] = ['python', 'typescript'].map((language) =>
        readFileSync(path.join(ROOT, 'examples/appsync', language, file), 'utf8'),
      );

      expect(ofPython).toBe(ofTypeScript);
    },
  );
});

describe.each(Object.entries(EXAMPLES))('the example %s in Python', (name, { doors }) => {
  it('synthesizes by cdk synth', () => {
    const { exitCode, output } = synthesisOf(name);

    expect({ exitCode, problem: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, problem: '' });
  });

  it('lets nobody in whom the authorizer does not', () => {
    expect(doorsOf(templateIn(synthesisOf(name)))).toEqual(doors);
  });

  it('has one revocation table, and one reader of its stream, whoever follows', () => {
    const template = templateIn(synthesisOf(name));
    const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable').filter(
      ({ Properties }) => 'StreamSpecification' in Properties,
    );
    const readers = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
      JSON.stringify(Properties['EventSourceArn']).includes('StreamArn'),
    );

    expect([tables.length, readers.length]).toEqual([1, 1]);
  });

  it('has the functions of the package with it', () => {
    const template = templateIn(synthesisOf(name));
    const ours = resourcesOf(template, 'AWS::Lambda::Function').filter(
      ({ Properties }) => !('ZipFile' in (Properties['Code'] as object)),
    );
    const bundles = bundlesIn(synthesisOf(name));

    expect(ours.length).toBeGreaterThan(7);
    expect(bundles).toHaveLength(new Set(ours.map(({ Properties }) => JSON.stringify(Properties['Code']))).size);
  });
});
