import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of this package: the nearest above this file, compiled or not, that holds a `package.json`. */
export const PACKAGE_ROOT = nearestPackage(__dirname);

function nearestPackage(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : nearestPackage(path.dirname(folder));
}
