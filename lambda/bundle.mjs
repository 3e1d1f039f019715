// Bundles every Lambda function into dist/bundles/{name}/index.js, so that whoever deploys needs no bundler.
// What went into each bundle, and why, is in dist/bundles/metafiles.json: the tests look into it.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build } from 'esbuild';

import { FUNCTIONS } from './contract.ts';

const root = path.join(import.meta.dirname, '..');

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

async function bundle(name) {
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
}

const metafiles = Object.fromEntries(await Promise.all(FUNCTIONS.map(bundle)));
mkdirSync(path.join(root, 'dist/bundles'), { recursive: true });
writeFileSync(path.join(root, 'dist/bundles/metafiles.json'), JSON.stringify(metafiles));
