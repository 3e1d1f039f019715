// Bundles every Lambda function into dist/bundles/{name}/, so that whoever deploys needs no bundler.
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

/** An ES module, which Lambda waits for while it initializes the function: in a script nothing can be awaited. */
const initialized = (name) => ({
  stdin: {
    contents: `import { handler, initialize } from './${name}.ts'; await initialize(); export { handler };`,
    resolveDir: path.join(root, 'lambda/handlers'),
  },
  outfile: `dist/bundles/${name}/index.mjs`,
  format: 'esm',
});

const plain = (name) => ({
  entryPoints: [`lambda/handlers/${name}.ts`],
  outfile: `dist/bundles/${name}/index.js`,
  format: 'cjs',
});

async function bundle(name) {
  const { metafile } = await build({
    ...(name.endsWith('-authorizer') ? initialized(name) : plain(name)),
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    // The ES modules of a package, where it has them: only they can be tree-shaken.
    mainFields: ['module', 'main'],
    // Loaded by @smithy/core for event streams, which no authorizer has: in sight, it would keep others from being shaken.
    external: name.endsWith('-authorizer') ? ['@smithy/core/event-streams'] : [],
    legalComments: 'none',
    metafile: true,
    plugins: [jwtVerifyWithoutSideEffects],
  });
  return [name, metafile];
}

const metafiles = Object.fromEntries(await Promise.all(FUNCTIONS.map(bundle)));
mkdirSync(path.join(root, 'dist/bundles'), { recursive: true });
writeFileSync(path.join(root, 'dist/bundles/metafiles.json'), JSON.stringify(metafiles));
