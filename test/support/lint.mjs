// Lints pieces of code as if they stood in the files that they are named after. In a process of its own: Jest cannot
// load the linter's configuration. Takes [[file, code], …] as an argument, prints [[rule, …], …].

import { ESLint } from 'eslint';

// Where CI is set the parser takes a run for a single one, reads files from the disk and never sees these pieces.
process.env.TSESTREE_SINGLE_RUN = 'false';

const eslint = new ESLint({ cwd: process.cwd() });
const found = [];
for (const [filePath, code] of JSON.parse(process.argv[2])) {
  const [{ messages }] = await eslint.lintText(`${code}\n`, { filePath });
  found.push(messages.map(({ ruleId }) => ruleId));
}
process.stdout.write(JSON.stringify(found));
