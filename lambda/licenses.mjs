import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** The licenses of the packages that bundles are made of, by esbuild's metafiles of them: one text. */
export function licensesIn(metafiles) {
  return licensesOf(packagesIn(metafiles)).join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folders of the packages that the bundles are made of. */
function packagesIn(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  return [...new Set(folders)].sort();
}

/** Every license once, under the names of the packages that have it. */
function licensesOf(folders) {
  const packagesByText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(path.join(root, folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
    const text = files.map((file) => readFileSync(path.join(root, folder, file), 'utf8').trim()).join('\n\n');
    const packages = packagesByText.get(text) ?? new Set();
    packagesByText.set(text, packages.add(`${name} ${version} (${license})`));
  }
  return Array.from(packagesByText, ([text, packages]) => `${[...packages].join('\n')}\n\n${text}\n`);
}
