import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { FILES, LOCAL, ROOT } from '../files';
import { run } from '../run';

/** Where the reference of the constructs is. It is generated: npm run api. */
export const API_REFERENCE = path.join(ROOT, 'docs/api.md');

/** The reference of the constructs (Markdown), by what jsii has compiled: `npm run jsii`. */
export async function apiReference(): Promise<string> {
  // jsii-docgen takes any assembly of this name below the folder that it runs in, and there may be older ones.
  const folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-api-'));
  try {
    for (const name of ['.jsii', 'package.json', 'node_modules']) {
      symlinkSync(path.join(ROOT, name), path.join(folder, name));
    }
    mkdirSync(LOCAL, { recursive: true });
    const docgen = path.join(ROOT, 'node_modules/jsii-docgen/bin/jsii-docgen');
    const options = { env: process.env, cwd: folder, log: FILES.installLog };
    await run(process.execPath, [docgen, '--output', path.join(folder, 'api')], options);
    // It leaves TSDoc's links as they are.
    return readFileSync(path.join(folder, 'api.md'), 'utf8').replaceAll(/\{@link (\S+?)\}/g, '`$1`');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
