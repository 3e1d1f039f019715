import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

import type { Resource } from './synth';

const ROOT = path.join(__dirname, '../..');
/** What the examples have installed, besides this package. */
const PACKAGES = ['@types/node', 'aws-cdk-lib', 'constructs'];

/** What a program came to. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Which example is run, how, and with which context. */
export interface Run {
  readonly example: string;
  readonly file: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** A stack of an example: its resources by their logical ids, and what CDK says of it. */
export interface SynthesizedStack {
  readonly name: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly messages: readonly string[];
}

/** The examples in TypeScript, installed elsewhere as their users have them. */
export class InstalledExamples {
  private readonly root = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-examples-'));

  constructor(private readonly names: readonly string[]) {
    for (const name of names) {
      cpSync(path.join(ROOT, 'examples', name, 'typescript'), this.folderOf(name), { recursive: true });
    }
    const modules = path.join(this.root, 'node_modules');
    mkdirSync(path.join(modules, '@types'), { recursive: true });
    symlinkSync(ROOT, path.join(modules, 'cognito-sign-out'));
    for (const name of PACKAGES) symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }

  /** Puts a program into CommonJS, as `cdk init` has it: its file's name. */
  toCommonJs(example: string, file: string): string {
    const source = readFileSync(path.join(this.folderOf(example), file), 'utf8');
    const module = ts.ModuleKind.CommonJS;
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module, target: ts.ScriptTarget.ES2024 } });
    const compiled = file.replace(/\.ts$/, '.cjs');
    writeFileSync(path.join(this.folderOf(example), compiled), outputText);
    return compiled;
  }

  /** Synthesizes, in a process of its own. */
  async synthesize(runs: readonly Run[]): Promise<Outcome & { readonly stacks: readonly SynthesizedStack[][] }> {
    const apps = runs.map(({ example, file, context }, index) => {
      const folder = this.folderOf(example);
      return { folder, file, context, outdir: path.join(folder, `cdk.out.${String(index)}`) };
    });
    const outcome = await this.node(path.join(__dirname, 'run-examples.mjs'), JSON.stringify(apps));
    return { ...outcome, stacks: outcome.exitCode === 0 ? apps.map(({ outdir }) => stacksIn(outdir)) : [] };
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

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private folderOf(example: string): string {
    return path.join(this.root, example, 'typescript');
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

function stacksIn(outdir: string): SynthesizedStack[] {
  return new CloudAssembly(outdir).stacksRecursively.map(({ stackName, template, messages }) => ({
    name: stackName,
    resources: (template as { Resources: Record<string, Resource> }).Resources,
    messages: messages.map(({ level, entry }) => `${level}: ${entry.data as string}`),
  }));
}
