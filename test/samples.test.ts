import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { appWith, compile, runnable, samplesOf, type Sample } from './support/samples';
import { cdkContext } from './support/synth';

const DOCUMENTS = readdirSync(path.join(__dirname, '../docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => path.join('docs', file));
const SAMPLES = ['README.md', ...DOCUMENTS].flatMap(samplesOf);
const FLAGS = [
  ['as `cdk init` sets them', cdkContext()],
  ['unset', {}],
] as const;

let app: string;

beforeAll(() => {
  app = appWith(SAMPLES);
});

afterAll(() => {
  rmSync(app, { recursive: true });
});

/** Runs a sample in a process of its own, for it may change what is global. */
function run(sample: Sample, flags: object) {
  const script = path.join(__dirname, 'support/run-sample.cjs');
  const cwd = path.join(app, String(SAMPLES.indexOf(sample)));
  const args = [script, JSON.stringify(runnable(sample)), JSON.stringify(flags)];
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
}

describe('the samples in the documents', () => {
  it('compile', () => {
    expect(SAMPLES.length).toBeGreaterThan(0);
    expect(compile(app, SAMPLES)).toEqual([]);
  });

  const cases = SAMPLES.filter(({ notRun }) => notRun === undefined).flatMap((sample) =>
    FLAGS.map(([flags, context]) => ({ name: sample.name, flags, context, sample })),
  );
  it.each(cases)('run, and are synthesized: $name, feature flags $flags', ({ sample, context }) => {
    const { status, stdout, stderr } = run(sample, context);

    expect({ status, problem: status === 0 ? '' : stderr }).toEqual({ status: 0, problem: '' });
    expect(Number(stdout) > 0).toBe(sample.code.includes("'aws-cdk-lib'"));
  });
});
