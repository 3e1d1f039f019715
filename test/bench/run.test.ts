import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { planOf } from '../../bench/plan';

const ROOT = path.join(__dirname, '../..');

describe('a run of the benchmark', () => {
  it('measures every case, and writes what came of it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
    try {
      const args = ['bench/run.mjs', '--quick', '--folder', folder];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });

      expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('s: done') as string });
      const report = readFileSync(path.join(folder, 'performance.md'), 'utf8');
      // A quick run says nothing, and says so.
      expect(report).toContain('which **inconclusive**');
      expect(report).not.toMatch(/NaN|undefined|Infinity/);
      expect(existsSync(path.join(folder, 'performance.svg'))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 180_000);

  it('that is quick is not taken for a whole one: it must say where its report goes', () => {
    expect(() => planOf(['--quick'], 'docs')).toThrow('--quick needs --folder');
    expect(planOf(['--quick', '--folder', 'out'], 'docs')).toMatchObject({
      isJudged: false,
      folder: path.resolve('out'),
    });
    expect(planOf([], 'docs')).toMatchObject({ isJudged: true, folder: path.resolve('docs') });
    expect(() => planOf(['--slow'], 'docs')).toThrow('--slow');
  });
});
