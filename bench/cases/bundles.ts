import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The bundle of a function of this project: an ES module where it is initialized, a script where it is not. */
function bundleOf(name: string): string {
  const [module, script] = ['index.mjs', 'index.js'].map((file) => path.join(__dirname, '../bundles', name, file));
  return existsSync(module ?? '') ? (module ?? '') : (script ?? '');
}

/** Where the bundles are. */
export const bundles = {
  ours: bundleOf('http-authorizer'),
  signOut: bundleOf('sign-out'),
  peer: (name: string) => path.join(__dirname, 'peers', `${name}.js`),
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
