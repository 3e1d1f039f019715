import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { FILES, ROOT } from '../files';
import type { PythonEnvironment } from '../python';
import { run } from '../run';

/**
 * What builds the wheel, and the oldest aws-cdk-lib and constructs that the package takes, to synthesize apps with. All of it
 * is pinned and hashed but pip, which is the one that comes with Python.
 */
export const PYTHON: PythonEnvironment = {
  owner: 'The package for Python',
  requirements: path.join(ROOT, 'local/wheel/requirements.txt'),
  folder: FILES.wheelPython,
  otherwise: ['- leave it to CI (bash .ci/run).'],
};

const OUTPUT = path.join(ROOT, 'dist/jsii');
const SOURCE = path.join(OUTPUT, 'source');
const WHEELS = path.join(OUTPUT, 'python');
const PIP = ['-m', 'pip', '--disable-pip-version-check', '--no-input'];
const OFFLINE = ['--no-index', '--no-deps'];

/**
 * Builds the package for Python of what `npm pack` packs, and says where it is. What is packed has to be there: `npm run prepack`.
 *
 * jsii-pacmak would build it with tools that it installs itself, in whatever version it is given that day. So it only makes the
 * source here, and what it would install comes from the environment.
 */
export async function buildWheel(python: string): Promise<string> {
  for (const folder of [SOURCE, WHEELS]) rmSync(folder, { recursive: true, force: true });
  const pacmak = path.join(ROOT, 'node_modules/jsii-pacmak/bin/jsii-pacmak');
  // Or `npm pack` would build everything once more.
  const env = { ...process.env, npm_config_ignore_scripts: 'true' };
  const args = ['--target', 'python', '--code-only', '--outdir', SOURCE];
  await run(process.execPath, [pacmak, ...args], { env, cwd: ROOT, log: FILES.installLog });
  const source = path.join(SOURCE, 'python');
  await pip(python, 'wheel', ...OFFLINE, '--no-build-isolation', '--wheel-dir', WHEELS, source);
  const [wheel = ''] = readdirSync(WHEELS);
  return path.join(WHEELS, wheel);
}

/** Installs a wheel, and checks that what it needs is there. */
export async function installWheel(python: string, wheel: string): Promise<void> {
  await pip(python, 'install', ...OFFLINE, '--force-reinstall', wheel);
  await pip(python, 'check');
}

function pip(python: string, ...args: readonly string[]): Promise<void> {
  return run(python, [...PIP, ...args], { env: process.env, cwd: ROOT, log: FILES.installLog });
}
