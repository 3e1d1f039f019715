import { Template } from 'aws-cdk-lib/assertions';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

import { ROOT } from '../../local/files';

/** What became of an example. */
export interface Synthesis {
  readonly exitCode: number | string | null | undefined;
  /** What it printed. */
  readonly output: string;
  /** Where it is. */
  readonly assembly: string;
}

/**
 * Synthesizes examples as their users do, in their folders: `cdk synth`, with a Python that has the package installed. What comes
 * of it is put into another folder.
 */
export async function synthesize(
  python: string,
  names: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, Synthesis>> {
  const made = new Map<string, Synthesis>();
  const waiting = [...names];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      made.set(name, await cdkSynth(python, name, folder));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return made;
}

function cdkSynth(python: string, name: string, folder: string): Promise<Synthesis> {
  const assembly = path.join(folder, name);
  const { PATH = '', ...env } = process.env;
  const options = {
    cwd: path.join(ROOT, 'examples', name, 'python'),
    env: {
      ...env,
      // jsii looks for node there, and cdk.json for python3.
      PATH: [path.dirname(python), path.dirname(process.execPath), PATH].join(path.delimiter),
      JSII_RUNTIME_PACKAGE_CACHE_ROOT: path.join(folder, 'jsii'),
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
  };
  const cdk = path.join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  const args = [cdk, 'synth', '--quiet', '--no-notices', '--output', assembly];
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : error.code, output: stdout + stderr, assembly });
    });
  });
}

/** The template of the one stack of an example. */
export function templateIn({ assembly }: Synthesis): Template {
  const [file = ''] = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  return Template.fromJSON(JSON.parse(readFileSync(path.join(assembly, file), 'utf8')) as Record<string, unknown>);
}

/** The code of this package's functions, as it is deployed. */
export function bundlesIn({ assembly }: Synthesis): string[] {
  const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /^asset\.\w+[\\/]index\.m?js$/.test(file));
}
