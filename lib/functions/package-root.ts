import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of this package: the nearest above this file, compiled or not, that holds a `package.json`. */
export const PACKAGE_ROOT = nearestPackage(__dirname);

/** The version of this package, such as `1.2.3`. */
export const PACKAGE_VERSION = (
  JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { readonly version: string }
).version;

function nearestPackage(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : nearestPackage(path.dirname(folder));
}
