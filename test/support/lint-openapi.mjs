// Prints what is wrong with an OpenAPI document, as a JSON array. In a process of its own: Jest cannot load the linter.

import { createConfig, lint } from '@redocly/openapi-core';

// Browsers are answered by a redirection, which is a success too.
const config = await createConfig({ extends: ['recommended'], rules: { 'operation-2xx-response': 'off' } });
const problems = await lint({ ref: process.argv[2], config });
process.stdout.write(
  JSON.stringify(problems.map(({ ruleId, message, location: [place] }) => `${ruleId}: ${message} (${place.pointer})`)),
);
