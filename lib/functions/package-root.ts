import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of this package: the nearest above this file, compiled or not, that holds a `package.json`. */
export const PACKAGE_ROOT = nearestPackage(__dirname);

const MANIFEST = JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly repository: { readonly url: string };
};

/** The version of this package, such as `1.2.3`. */
export const PACKAGE_VERSION = MANIFEST.version;

/** Where its source and its documents are: no slash at the end. */
export const PACKAGE_REPOSITORY = MANIFEST.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/**
 * The nearest folder that holds a `package.json`: the one that is given, or one above it.
 *
 * @throws Error if there is none, as where an app has been bundled into one file, without this package's own files
 */
export function nearestPackage(folder: string): string {
  for (let each = folder; ; each = path.dirname(each)) {
    if (existsSync(path.join(each, 'package.json'))) return each;
    if (path.dirname(each) === each) {
      throw new Error(
        `cognito-sign-out: no package.json in ${folder} or above, so the functions' bundles can't be found; allowed: an app that ` +
          'is run with node_modules, not bundled into one file (esbuild: --external:cognito-sign-out)',
      );
    }
  }
}
