import path from 'node:path';

/** Where this package is: this file is in its lib/, or compiled in its dist/lib/. */
export const PACKAGE_ROOT = path.join(__dirname, path.basename(path.dirname(__dirname)) === 'dist' ? '../..' : '..');
