import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { nearestPackage } from '../../../lib/functions/package-root';

describe('the folder of the package', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'package-'));
    mkdirSync(path.join(folder, 'a/b'), { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is the nearest above that holds a package.json', () => {
    writeFileSync(path.join(folder, 'a/package.json'), '{}');

    expect(nearestPackage(path.join(folder, 'a/b'))).toBe(path.join(folder, 'a'));
    expect(nearestPackage(path.join(folder, 'a'))).toBe(path.join(folder, 'a'));
  });

  it('is looked for up to the root, and no further', () => {
    expect(() => nearestPackage(path.join(folder, 'a/b'))).toThrow(
      /^cognito-sign-out: no package\.json in .*\/a\/b or above, so the functions' bundles can't be found; allowed: an app that is run with node_modules/,
    );
  });
});
