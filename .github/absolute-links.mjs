// Makes the links of README.md absolute, to the repository at a tag: npm, PyPI and Construct Hub show it without the files
// beside it. For a release's own checkout: node .github/absolute-links.mjs v1.2.3

import { readFileSync, writeFileSync } from 'node:fs';

const [tag] = process.argv.slice(2);
if (tag === undefined) throw new Error('which tag? node .github/absolute-links.mjs v1.2.3');
const { repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const url = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

const readme = readFileSync('README.md', 'utf8');
const absolute = readme.replaceAll(
  /(!?)(\[[^\]]*\])\((?!https?:|mailto:|#)([^)]+)\)/g,
  (_, image, text, path) => `${image}${text}(${url}/${image === '' ? 'blob' : 'raw'}/${tag}/${path})`,
);
writeFileSync('README.md', absolute);
