import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

import { Problem } from '../run';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The program of a Chromium: that which `CHROMIUM_PATH` names, else the first on the `PATH`; undefined if there is none.
 *
 * @throws Problem if `CHROMIUM_PATH` names no program
 */
export function findBrowser(environment: NodeJS.ProcessEnv): string | undefined {
  const named = environment['CHROMIUM_PATH'] ?? '';
  if (named !== '') {
    if (isProgram(named)) return path.resolve(named);
    throw new Problem(
      `CHROMIUM_PATH: got ${JSON.stringify(named)}, which is no program; allowed: the path of a Chromium or Chrome.`,
    );
  }
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
