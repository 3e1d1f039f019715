import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { PACKAGE_ROOT } from '../lib/functions/package-root';

/** The repository. */
export const ROOT = PACKAGE_ROOT;

/** Everything that the local cloud, and what else is run here, leave behind is in here. */
export const LOCAL = path.join(ROOT, '.local');

/** Files of the local cloud. The first two are for whoever wants to use it. */
export const FILES = {
  /** The stack's outputs, every URL reachable from this machine (JSON). */
  outputs: path.join(LOCAL, 'outputs.json'),
  /** The variables that give any AWS client this cloud, one `NAME=value` a line. */
  env: path.join(LOCAL, 'env'),
  python: path.join(LOCAL, 'python'),
  engine: path.join(LOCAL, 'engine'),
  certificate: path.join(LOCAL, 'engine', 'server.crt'),
  certificateKey: path.join(LOCAL, 'engine', 'server.key'),
  engineState: path.join(LOCAL, 'engine.json'),
  engineLog: path.join(LOCAL, 'engine.log'),
  installLog: path.join(LOCAL, 'install.log'),
  deployLog: path.join(LOCAL, 'deploy.log'),
  stackOutputs: path.join(LOCAL, 'stack-outputs.json'),
  cloudAssembly: path.join(LOCAL, 'cdk.out'),
  /** What `npm run cfn-lint` needs, and what it lints. */
  cfnLint: path.join(LOCAL, 'cfn-lint'),
  templates: path.join(LOCAL, 'templates'),
  /** The Python that the wheel is built and tried with. */
  wheelPython: path.join(LOCAL, 'wheel'),
};

/** Writes a file under {@link LOCAL}. */
export function writeLocal(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** A JSON file, or undefined if there is none, or half of one. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The last lines of a log, for a person to see what went wrong. */
export function tail(file: string, lines = 15): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

/** Forgets what an earlier local cloud left, but for its Python environment and its certificate. */
export function forgetCloud(): void {
  for (const file of [FILES.engineState, FILES.outputs, FILES.env]) rmSync(file, { force: true });
}
