import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A bundle: an ES module or a script. */
function bundleAt(...file: readonly string[]): string {
  const [module, script] = ['mjs', 'js'].map((extension) => `${path.join(__dirname, ...file)}.${extension}`);
  return existsSync(module ?? '') ? (module ?? '') : (script ?? '');
}

/** Where the bundles are. */
export const bundles = {
  ours: bundleAt('../bundles/http-authorizer/index'),
  signOut: bundleAt('../bundles/sign-out/index'),
  peer: (name: string) => bundleAt('peers', name),
};

/**
 * What a bundle exports.
 *
 * @param instance - an ES module has as many as it is given names: each with connections and a memory of its own
 */
export async function load<T>(bundle: string, instance = ''): Promise<T> {
  const { href } = pathToFileURL(bundle);
  const module = (await import(instance === '' ? href : `${href}?${instance}`)) as { default?: T } & T;
  return 'handler' in (module as object) ? module : (module.default ?? module);
}
