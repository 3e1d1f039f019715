import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of this program, which lies in a folder of the package. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, '../package.json'), 'utf8')) as { version: string };
  return version;
}
