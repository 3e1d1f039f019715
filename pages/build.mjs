// Builds every page, a folder with an index.html, into dist/pages/{name}/: index.html, index.js and index.css. Script and style
// are files of their own, so that a Content-Security-Policy without unsafe-inline lets them pass.

import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..');

const PAGES = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'index.html')
  .map((file) => path.dirname(file).replaceAll(path.sep, '/'))
  .sort();

/** Builds the pages, and says of each what went into it: a list of [`pages/{name}`, esbuild's metafile]. */
export async function buildPages() {
  return Promise.all(PAGES.map(buildPage));
}

async function buildPage(name) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`pages/${name}/index.tsx`],
    outdir: `dist/pages/${name}`,
    tsconfig: 'pages/tsconfig.json',
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
  });
  copyFileSync(path.join(import.meta.dirname, name, 'index.html'), path.join(root, `dist/pages/${name}/index.html`));
  return [`pages/${name}`, metafile];
}
