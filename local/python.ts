import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { FILES, LOCAL, ROOT } from './files';
import { Problem, run } from './run';

const IS_NEW_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 10))';

/** A Python environment of this repository: whose it is, what is in it, where it is. */
export interface PythonEnvironment {
  /** As the beginning of a sentence. */
  readonly owner: string;
  /** A file of packages, each with its version and its hashes. */
  readonly requirements: string;
  readonly folder: string;
  /** What a person without Python can do instead. */
  readonly otherwise: readonly string[];
}

/** The local cloud's. */
export const ENGINE_PYTHON: PythonEnvironment = {
  owner: 'The local cloud',
  requirements: path.join(ROOT, 'local/engine/requirements.txt'),
  folder: FILES.python,
  otherwise: [
    '- set AWS_ENDPOINT_URL to an AWS emulator that runs elsewhere, in Docker for instance',
    '  (ministack with USE_SSL=1 and AUTH=true), and NODE_EXTRA_CA_CERTS to its certificate.',
  ],
};

/** The Python of an environment, made if need be. Nothing is installed outside its folder. */
export async function preparePython(environment: PythonEnvironment): Promise<string> {
  const { requirements, folder } = environment;
  const installed = path.join(folder, 'requirements.txt');
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (contentOf(installed) === contentOf(requirements) && (await works(python))) return python;

  const systemPython = await findPython(environment);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(LOCAL, { recursive: true });
  const options = { env: process.env, cwd: ROOT, log: FILES.installLog };
  await run(systemPython, ['-m', 'venv', folder], options).catch((cause: unknown) => {
    throw new Problem(`${messageOf(cause)}\n\nOn Debian and Ubuntu: apt install python3-venv`, { cause });
  });
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:'];
  await run(python, [...pip, '--requirement', requirements], options);
  copyFileSync(requirements, installed);
  return python;
}

async function findPython({ owner, otherwise }: PythonEnvironment): Promise<string> {
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    if (await works(name)) return name;
  }
  throw new Problem(
    [
      `${owner} needs Python 3.10 or newer, and there is none on the PATH. Either`,
      '- install it (https://www.python.org/downloads/), and run this again, or',
      ...otherwise,
    ].join('\n'),
  );
}

async function works(python: string): Promise<boolean> {
  return promisify(execFile)(python, ['-c', IS_NEW_ENOUGH]).then(
    () => true,
    () => false,
  );
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
