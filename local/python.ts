import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { FILES, LOCAL, ROOT } from './files';
import { Problem, run } from './run';

const REQUIREMENTS = path.join(ROOT, 'local/engine/requirements.txt');
const INSTALLED = path.join(FILES.python, 'requirements.txt');
const IS_NEW_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 10))';

/** The Python of an environment that holds the engine, made if need be. Nothing is installed outside it. */
export async function preparePython(): Promise<string> {
  const python = path.join(FILES.python, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (contentOf(INSTALLED) === contentOf(REQUIREMENTS) && (await works(python))) return python;

  const systemPython = await findPython();
  rmSync(FILES.python, { recursive: true, force: true });
  mkdirSync(LOCAL, { recursive: true });
  const options = { env: process.env, cwd: ROOT, log: FILES.installLog };
  await run(systemPython, ['-m', 'venv', FILES.python], options).catch((cause: unknown) => {
    throw new Problem(`${messageOf(cause)}\n\nOn Debian and Ubuntu: apt install python3-venv`, { cause });
  });
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:'];
  await run(python, [...pip, '--requirement', REQUIREMENTS], options);
  copyFileSync(REQUIREMENTS, INSTALLED);
  return python;
}

async function findPython(): Promise<string> {
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    if (await works(name)) return name;
  }
  throw new Problem(
    [
      'The local cloud needs Python 3.10 or newer, and there is none on the PATH. Either',
      '- install it (https://www.python.org/downloads/), and run npm start again, or',
      '- set AWS_ENDPOINT_URL to an AWS emulator that runs elsewhere, in Docker for instance',
      '  (ministack with USE_SSL=1 and AUTH=true), and NODE_EXTRA_CA_CERTS to its certificate.',
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
