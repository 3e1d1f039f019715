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

const peers = ['p1-naive', 'p2-query', 'p3-two-reads', 'p4-batch', 'p5-signature', 'p6-sign-out', 'empty'];
await build({
  ...options,
  entryPoints: peers.map((name) => `bench/peers/${name}.ts`),
  minify: true,
  mainFields: ['module', 'main'],
});
await build({ ...options, entryPoints: ['bench/main.ts', 'bench/engine.ts'], packages: 'external' });

fork(path.join(root, 'dist/bench/main.js'), process.argv.slice(2)).once('exit', (code) => {
  process.exitCode = code ?? 1;
});
