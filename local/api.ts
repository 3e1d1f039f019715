import { writeFileSync } from 'node:fs';

import { API_REFERENCE, apiReference } from './api/reference';
import { report, step } from './run';

// npm run api: writes docs/api.md, the reference of the constructs.

async function main(): Promise<void> {
  writeFileSync(API_REFERENCE, await step(`Writing ${API_REFERENCE}`, apiReference));
}

main().catch(report);
