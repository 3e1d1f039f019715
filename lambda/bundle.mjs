// Bundles every Lambda function into dist/bundles/{name}/index.js, so that whoever deploys needs no bundler.
// `npm run build` runs it, and so do the tests, which look into what each bundle holds.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { FUNCTIONS } from '../lambda/contract.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @returns {Promise<Record<string, import('esbuild').Metafile>>} for each function, what went into its bundle */
export async function bundle() {
  const bundles = FUNCTIONS.map(async (name) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [`lambda/handlers/${name}.ts`],
      outfile: `dist/bundles/${name}/index.js`,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      // The ES modules of a package, where it has them: only they can be tree-shaken.
      mainFields: ['module', 'main'],
      legalComments: 'none',
      metafile: true,
      plugins: [jwtVerifyWithoutSideEffects],
    });
    return [name, metafile];
  });
  return Object.fromEntries(await Promise.all(bundles));
}

/** aws-jwt-verify does not say of itself that importing it does nothing, so it would stay where nobody uses it. */
const jwtVerifyWithoutSideEffects = {
  name: 'aws-jwt-verify-without-side-effects',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^aws-jwt-verify/ }, async ({ path: name, kind, resolveDir, pluginData }) => {
      if (pluginData === 'resolved') return undefined;
      return { ...(await resolve(name, { kind, resolveDir, pluginData: 'resolved' })), sideEffects: false };
    });
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
