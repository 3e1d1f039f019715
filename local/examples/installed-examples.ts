import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ROOT } from '../files';

const EXAMPLES = path.join(ROOT, 'examples');
/** What the examples have installed, besides this package. */
const PACKAGES = ['@types/node', 'aws-cdk-lib', 'constructs'];

/** What a program came to. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Which example is run, and how. */
export interface Run {
  readonly example: string;
  /** Its program, unless that is `app.ts`. */
  readonly file?: string;
  /** As `-c` of the CDK command line gives it. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** What an example can't do without: see its comments. */
const CONTEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'existing-pool': { userPoolId: 'us-east-1_AbCd12345', userPoolClientIds: '1example23456789,2example23456789' },
};

/** What a template says of a resource. */
export interface ExampleResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

/** A stack of an example: its resources by their logical ids, and what CDK says of it. */
export interface SynthesizedStack {
  readonly name: string;
  readonly resources: Readonly<Record<string, ExampleResource>>;
  readonly messages: readonly string[];
}

/** What a run has left: its stacks, the files of their templates, and where the assembly of both is. */
export interface SynthesizedApp {
  readonly assembly: string;
  readonly stacks: readonly SynthesizedStack[];
  readonly templates: readonly string[];
}

/** What became of a synthesis: an outcome, and an app for each run. */
export interface Synthesis extends Outcome {
  readonly apps: readonly SynthesizedApp[];
}

/** The examples in TypeScript that there are, by name. */
export function exampleNames(): string[] {
  const names = readdirSync(EXAMPLES).filter((name) => existsSync(path.join(EXAMPLES, name, 'typescript')));
  return names.sort();
}

/** The examples in TypeScript, installed elsewhere as their users have them. */
export class InstalledExamples {
  private readonly root = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-examples-'));

  /** @param names - which of them */
  constructor(private readonly names = exampleNames()) {
    for (const name of names) {
      cpSync(path.join(EXAMPLES, name, 'typescript'), this.folderOf(name), { recursive: true });
    }
    const modules = path.join(this.root, 'node_modules');
    mkdirSync(path.join(modules, '@types'), { recursive: true });
    symlinkSync(ROOT, path.join(modules, 'cognito-sign-out'));
    for (const name of PACKAGES) symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }

  /** Where it is installed. */
  folderOf(example: string): string {
    return path.join(this.root, example, 'typescript');
  }

  /** What the CDK command line reads of an example. */
  cdkJson(example: string): { readonly app: string; readonly context?: Readonly<Record<string, unknown>> } {
    return JSON.parse(this.read(example, 'cdk.json')) as ReturnType<InstalledExamples['cdkJson']>;
  }

  /** Synthesizes, in a process of its own, with the context of each example's cdk.json besides. */
  async synthesize(runs: readonly Run[]): Promise<Synthesis> {
    const apps = runs.map(({ example, file = 'app.ts', context = {} }, index) => {
      const folder = this.folderOf(example);
      const outdir = path.join(folder, `cdk.out.${String(index)}`);
      return { folder, file, context: { ...this.cdkJson(example).context, ...CONTEXTS[example], ...context }, outdir };
    });
    const outcome = await this.node(path.join(ROOT, 'local/examples/run.mjs'), JSON.stringify(apps));
    return { ...outcome, apps: outcome.exitCode === 0 ? apps.map(({ outdir }) => appIn(outdir)) : [] };
  }

  /** Of all examples at once, by the settings that they share. */
  async checkTypes(): Promise<Outcome> {
    const [first = ''] = this.names;
    const include = this.names.map((name) => `${name}/typescript/*.ts`);
    const file = path.join(this.root, 'tsconfig.json');
    writeFileSync(file, JSON.stringify({ extends: `./${first}/typescript/tsconfig.json`, include }));
    return this.node(path.join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', file);
  }

  /** What stands in a file of an example. */
  read(example: string, file: string): string {
    return readFileSync(path.join(this.folderOf(example), file), 'utf8');
  }

  /** Takes them away again. */
  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private async node(...args: string[]): Promise<Outcome> {
    const options = { cwd: this.root, env: { PATH: process.env['PATH'] } };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, args, options, (_, stdout, stderr) => {
        resolve({ exitCode: child.exitCode, output: stdout + stderr });
      });
    });
  }
}

function appIn(assembly: string): SynthesizedApp {
  const stacks = new CloudAssembly(assembly).stacksRecursively;
  return {
    assembly,
    templates: stacks.map(({ templateFullPath }) => templateFullPath),
    stacks: stacks.map(({ stackName, template, messages }) => ({
      name: stackName,
      resources: (template as { Resources: Record<string, ExampleResource> }).Resources,
      messages: messages.map(({ level, entry }) => `${level}: ${entry.data as string}`),
    })),
  };
}
