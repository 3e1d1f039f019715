import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Resource } from './synth';

const ROOT = path.join(__dirname, '../..');
/** What the examples have installed, besides this package. */
const PACKAGES = ['@aws-amplify', '@aws-appsync', '@types', 'aws-cdk-lib', 'constructs'];

/** What a synthesis came to. */
export interface Synthesis {
  readonly exitCode: number | null;
  readonly output: string;
  /** By the names of their files: the stack, and those nested in it. */
  readonly templates: Readonly<Record<string, AmplifyTemplate>>;
  /** Of Amplify Data. */
  readonly schema: string;
}

/** One of the stacks. */
export interface AmplifyTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** One of the examples, installed elsewhere as its users have it. */
export class AmplifyBackend {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-amplify-'));

  constructor(example: string) {
    cpSync(path.join(ROOT, 'examples/amplify', example), this.folder, { recursive: true });
    const modules = path.join(this.folder, 'node_modules');
    mkdirSync(modules);
    symlinkSync(ROOT, path.join(modules, 'cognito-sign-out'));
    for (const name of PACKAGES) symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }

  /** Changes a file of it. */
  edit(file: string, change: (text: string) => string): void {
    const name = path.join(this.folder, file);
    writeFileSync(name, change(readFileSync(name, 'utf8')));
  }

  /** As `ampx sandbox` or a deployment of a branch would, without the network. */
  async synthesize(deploymentType: 'sandbox' | 'branch'): Promise<Synthesis> {
    const outdir = path.join(this.folder, 'cdk.out', deploymentType);
    const context = {
      'amplify-backend-namespace': 'example',
      'amplify-backend-name': 'main',
      'amplify-backend-type': deploymentType,
    };
    const script = path.join(__dirname, 'run-amplify-backend.mjs');
    const env = { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
    const { exitCode, output } = await this.run([script, path.join(this.folder, 'amplify/backend.ts')], env);
    const files = exitCode === 0 ? readdirSync(outdir) : [];
    const read = (name: string) => readFileSync(path.join(outdir, name), 'utf8');
    const templates = files.filter((name) => name.endsWith('.template.json'));
    const schemas = files.filter((name) => name.endsWith('.graphql'));
    return {
      exitCode,
      output,
      templates: Object.fromEntries(templates.map((name) => [name, JSON.parse(read(name)) as AmplifyTemplate])),
      schema: schemas.map(read).join('\n'),
    };
  }

  /** As `ampx` does besides. */
  async checkTypes(): Promise<Pick<Synthesis, 'exitCode' | 'output'>> {
    const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    return this.run([compiler, '--noEmit', '--project', path.join(this.folder, 'amplify')], {});
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private async run(args: string[], env: NodeJS.ProcessEnv): Promise<Pick<Synthesis, 'exitCode' | 'output'>> {
    const options = { cwd: this.folder, env: { PATH: process.env['PATH'], ...env } };
    const child = spawn(process.execPath, args, options);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { exitCode, output };
  }
}

/** All resources of a type, of all stacks. */
export function resourcesOf({ templates }: Synthesis, type: string): Resource[] {
  return allResources(templates).filter(({ Type }) => Type === type);
}

/** The types of the resources that CloudFormation would keep, or could not delete. */
export function protectedResourcesOf({ templates }: Synthesis): string[] {
  return allResources(templates)
    .filter(
      (resource) =>
        resource.DeletionPolicy === 'Retain' ||
        /"Deletion(Protection|ProtectionEnabled)":(true|"ACTIVE")/.test(JSON.stringify(resource)),
    )
    .map(({ Type }) => Type);
}

function allResources(templates: Synthesis['templates']): Resource[] {
  return Object.values(templates).flatMap(({ Resources }) => Object.values(Resources));
}
