import { Stack } from 'aws-cdk-lib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SubscriptionResolver } from '../../../lib';

const FILE = 'cognito-sign-out/lib/graphql/ends-with-session.js';
const UTILS = "import { extensions, util } from '@aws-appsync/utils';";
const RESPONSE = 'export const response = (ctx) => endsWithSession(ctx.identity.resolverContext);';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'resolver-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What becomes of a resolver with this import. */
function codeWith(importLine: string): string {
  const file = path.join(folder, 'on-order.js');
  writeFileSync(file, `${UTILS}\n${importLine}\n${RESPONSE}\n`);
  const { code, runtime } = SubscriptionResolver.fromFile(file);
  expect(runtime.name).toBe('APPSYNC_JS');
  return code.bind(new Stack()).inlineCode ?? '';
}

describe('the resolver of a subscription', () => {
  it.each([
    `import { endsWithSession } from '${FILE}';`,
    `import { endsWithSession } from "${FILE}";`,
    `import { endsWithSession } from '${FILE}'`,
    `import {endsWithSession} from "${FILE}"`,
    `import {\n  endsWithSession,\n} from '${FILE}';`,
    `  import { endsWithSession } from './ends-with-session.js';`,
    `import { endsWithSession } from "./ends-with-session";`,
  ])('may import the filter, which is put in: %s', (importLine) => {
    const code = codeWith(importLine);

    expect(code).toContain('\nfunction endsWithSession(');
    expect(code.match(/^\s*import .*$/gm)).toEqual([UTILS]);
    expect(code).not.toContain(FILE);
  });

  it.each([
    `import * as filter from '${FILE}';`,
    `import { endsWithSession as ends } from '${FILE}';`,
    `import filter from "${FILE}";`,
    `import '${FILE}';`,
    `import { endsWithSession } from '${FILE}'; // the filter`,
    `const { endsWithSession } = await import('${FILE}');`,
    `const { endsWithSession } = require('${FILE}');`,
    `import { endsWithSession } from '${FILE}';\nimport { endsWithSession } from '${FILE}';`,
  ])('may not import it in a way that AppSync would be left with: %s', (importLine) => {
    expect(() => codeWith(importLine)).toThrow(
      /on-order\.js: imports ends-with-session in a way that is not known; allowed: once the line import \{ endsWithSession \} from/,
    );
  });

  it('is left as it is if it does not', () => {
    expect(codeWith('// Not ends-with-session.js.')).toBe(`${UTILS}\n// Not ends-with-session.js.\n${RESPONSE}\n`);
  });
});
