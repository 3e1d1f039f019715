import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { bundles, decisions, growth, OURS, PEERS, signOuts, verifications } from './cases';
import { chartOf } from './chart';
import { measureColdStarts } from './cold-start';
import { createSigningKey, startEngine } from './environment';
import { measure } from './measure';
import { measureMemorySizes } from './memory-size';
import { profile } from './profile';
import { reportOf } from './report';
import type { Results } from './results';
import { createTables, signOutOfSessions } from './tables';
import { createVisitor, type Visitor } from './tokens';
import { verdictOn } from './verdict';

const ROOT = path.join(__dirname, '../..');
const ROUNDS = { rounds: 11, warmUpRounds: 2 };

async function run(): Promise<Results> {
  const key = createSigningKey();
  const engine = await startEngine(key);
  try {
    say('tables');
    const visitors = Array.from({ length: 200 }, () => createVisitor(key));
    await createTables(visitors);

    say('decisions, one at a time');
    const cases = await decisions(key, visitors);
    const alone = await measure(cases, { ...ROUNDS, duration: 250, concurrency: 1 });
    say('decisions, 32 at a time');
    const crowd = await measure(cases, { ...ROUNDS, duration: 250, concurrency: 32 });
    const ours = cases.find(({ name }) => name === OURS);
    const profiled = ours === undefined ? [] : await profile(ours.run, 3000);
    say('verifications');
    const verified = await measure(await verifications(key, visitors), { ...ROUNDS, duration: 100, concurrency: 1 });
    say('sign-outs');
    const signedOut = await silently(async () => {
      const leaving = Array.from({ length: 2500 }, () => createVisitor(key));
      return measure(await signOuts(leaving), { ...ROUNDS, duration: 100, concurrency: 1 });
    });
    say('cold starts');
    const [visitor] = visitors as [Visitor, ...Visitor[]];
    const files = new Map([
      ['an empty handler', bundles.peer('empty')],
      [OURS, bundles.ours],
      ...Object.entries(PEERS).map(([name, file]) => [name, bundles.peer(file)] as const),
    ]);
    const coldStarts = await measureColdStarts(files, visitor.event, 15);
    say('memory sizes');
    const memorySizes = await measureMemorySizes(visitor.event);
    say('growth');
    const grown = new Map<string, Visitor>();
    for (const [name, count] of [
      ['1,000', 1000],
      ['100,000', 100_000],
    ] as const) {
      const leaver = createVisitor(key);
      await signOutOfSessions(leaver.sub, count);
      grown.set(name, leaver);
    }
    const growing = await measure(await growth(visitors, grown), { ...ROUNDS, duration: 200, concurrency: 1 });
    const sizes = new Map([...files].map(([name, file]) => [name, statSync(file).size]));
    return { alone, crowd, profiled, verified, signedOut, coldStarts, memorySizes, growing, sizes };
  } finally {
    engine.stop();
  }
}

/** The functions tell their operators what they do, by standard output. */
async function silently<T>(work: () => Promise<T>): Promise<T> {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

function say(what: string): void {
  console.error(`${(performance.now() / 1000).toFixed(0)} s: ${what}`);
}

run()
  .then((results) => {
    const verdict = verdictOn(results);
    const report = reportOf(results, verdict);
    writeFileSync(path.join(ROOT, 'docs/performance.md'), report);
    writeFileSync(path.join(ROOT, 'docs/performance.svg'), chartOf(results));
    say('done');
    console.log(report);
    process.exit(verdict.outcome === 'failed' ? 1 : 0);
  })
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
