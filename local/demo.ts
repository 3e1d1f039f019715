import path from 'node:path';

import { environmentFor, readCloud } from './cloud';
import { runHere } from './command';
import { findEngine } from './engine';
import { FILES, readJson } from './files';
import { report } from './run';

// npm run demo: two devices of one user, to look at in a browser. Uses the local cloud, and brings it up if it is not.

async function main(args: readonly string[]): Promise<void> {
  const program = (name: string) => path.join(__dirname, name);
  if (!(await isUp())) {
    process.exitCode = await runHere(process.execPath, [program('start.js')], process.env);
    if (process.exitCode !== 0) return;
  }
  const env = environmentFor(readCloud().variables);
  process.exitCode = await runHere(process.execPath, [program('demo/serve.js'), ...args], env);
}

/** Ours, or one that `npm start` was pointed to. */
async function isUp(): Promise<boolean> {
  if (readJson(FILES.outputs) === undefined) return false;
  return readJson(FILES.engineState) === undefined || (await findEngine()) !== undefined;
}

main(process.argv.slice(2)).catch(report);
