// `npm run bench`: bundles the benchmark and the peers into dist/bench/, as this project's functions are bundled, and runs it.

import { fork } from 'node:child_process';
import path from 'node:path';

import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..');
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  outdir: 'dist/bench',
  outbase: 'bench',
  format: 'cjs',
  legalComments: 'none',
};

// Each peer in the format in which it starts faster: as an ES module the SDK does more as it loads and less in the first request,
// which Lambda's small memory sizes make slow; what imports node:http for itself, and no SDK, is faster as a script.
const modules = ['p2-query', 'p3-two-reads', 'p4-batch', 'p6-sign-out'];
const scripts = ['p1-naive', 'p5-signature', 'empty'];
const peers = { ...options, minify: true, mainFields: ['module', 'main'] };
const entriesOf = (names) => names.map((name) => `bench/peers/${name}.ts`);
await build({ ...peers, entryPoints: entriesOf(scripts) });
await build({
  ...peers,
  entryPoints: entriesOf(modules),
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // For packages that are scripts.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
await build({ ...options, entryPoints: ['bench/main.ts', 'bench/engine.ts'], packages: 'external' });

fork(path.join(root, 'dist/bench/main.js'), process.argv.slice(2)).once('exit', (code) => {
  process.exitCode = code ?? 1;
});
