import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { lint, REFUSED } from '../../local/cfn-lint/lint';

// The real one is run by `npm run cfn-lint`.
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-cfn-lint-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A cfn-lint that prints this. */
function cfnLint(printed: string): string {
  const program = path.join(folder, 'cfn-lint');
  writeFileSync(path.join(folder, 'printed'), printed);
  writeFileSync(program, `#!/bin/sh\necho "$@" >"${folder}/args"; cat "${folder}/printed"; exit 2\n`);
  chmodSync(program, 0o755);
  return program;
}

const finding = (Filename: string) => ({
  Filename,
  Level: 'Error',
  Message: 'Additional properties are not allowed',
  Rule: { Id: 'E3002' },
  Location: { Path: ['Resources', 'Table', 'Properties'] },
});

describe('linting templates', () => {
  it('lints them, and one that must be refused', async () => {
    const found = await lint(cfnLint(JSON.stringify([finding(REFUSED)])), ['a.json', 'b.json']);

    expect(found).toEqual([]);
    expect(readFileSync(path.join(folder, 'args'), 'utf8')).toBe(`--format json -- a.json b.json ${REFUSED}\n`);
  });

  it('says where a finding is', async () => {
    const found = await lint(cfnLint(JSON.stringify([finding(REFUSED), finding('a.json')])), ['a.json']);

    expect(found).toEqual(['a.json: Error E3002: Additional properties are not allowed (Resources/Table/Properties)']);
  });

  it.each(['[]', 'Traceback (most recent call last)'])('fails where cfn-lint is not in force: %s', async (printed) => {
    await expect(lint(cfnLint(printed), ['a.json'])).rejects.toThrow(
      `cfn-lint found nothing in ${REFUSED}. What it printed:\n\n${printed}`,
    );
  });

  it('fails where there is no cfn-lint', async () => {
    await expect(lint(path.join(folder, 'none'), ['a.json'])).rejects.toThrow('ENOENT');
  });
});
