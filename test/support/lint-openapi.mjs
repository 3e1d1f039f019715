// Prints what is wrong with an OpenAPI document, as a JSON array. In a process of its own: Jest cannot load the linter.

import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
const problems = await lint({ ref: process.argv[2], config });
process.stdout.write(
  JSON.stringify(problems.map(({ ruleId, message, location: [place] }) => `${ruleId}: ${message} (${place.pointer})`)),
);
