import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { bundles } from './cases/bundles';
import { decisions } from './cases/decisions';
import { growth } from './cases/growth';
import { signOuts } from './cases/sign-outs';
import { verifications } from './cases/verifications';
import { measureColdStarts, type Start } from './cold-start';
import { createSigningKey, startEngine } from './environment';
import { controlsOf } from './figures';
import { goalsOf } from './goals';
import { measure, type Case, type Samples } from './measure';
import { measureMemorySizes } from './memory-size';
import { again, EMPTY, OURS, PEERS, PROJECT, SIGN_OUT, SIGN_OUT_PEER } from './names';
import { planOf, type BenchPlan } from './plan';
import { profile, type Profile } from './profile';
import { chartOf } from './report/chart';
import { reportOf } from './report/report';
import type { Results } from './results';
import { createTables, signOutOfSessions } from './tables';
import { createVisitor, createVisitors, signOutEvent, type Visitor } from './tokens';
import { verdictOn } from './verdict';

async function run(plan: BenchPlan): Promise<Results> {
  const key = createSigningKey();
  const engine = await startEngine(key);
  const inRounds = (cases: readonly Case[], duration: number, concurrency = 1): Promise<Samples> =>
    measure(cases, { ...plan.rounds, duration: duration * plan.pace, concurrency });
  try {
    say('tokens and tables');
    const visitors = createVisitors(key, 6000);
    const [visitor] = visitors.few as [Visitor, ...Visitor[]];
    await createTables(visitors.few);

    say('decisions, one at a time');
    const cases = await decisions(key, visitors);
    const alone = await inRounds(cases, 250);
    say('decisions, 32 at a time');
    const crowd = await inRounds(cases, 250, 32);
    const profiled = {
      new: await profileOf(cases, OURS.new, 3000 * plan.pace),
      seen: await profileOf(cases, OURS.seen, 3000 * plan.pace),
    };
    say('verifications');
    const verified = await inRounds(await verifications(key, visitors), 100);
    say('cold starts');
    const functions = startsOf(visitor, () => signOutEvent(createVisitor(key)));
    const coldStarts = await measureColdStarts(functions, plan.coldStarts);
    say('memory sizes');
    const memorySizes = await measureMemorySizes(() => visitor.event, plan.memorySizes);
    say('growth');
    const grown = new Map<string, Visitor>();
    for (const [name, count] of plan.grown) {
      const leaver = createVisitor(key);
      await signOutOfSessions(leaver.sub, count);
      grown.set(name, leaver);
    }
    const growing = await inRounds(await growth(visitors.few, grown), 200);
    say('sign-outs');
    const signedOut = await silently(async () => inRounds(await signOuts(visitors.many), 100));
    const sizes = new Map(functions.map(({ name, bundle }) => [name, statSync(bundle).size]));
    const duration = performance.now() / 1000;
    return { alone, crowd, profiled, verified, signedOut, coldStarts, memorySizes, growing, sizes, duration };
  } finally {
    engine.stop();
  }
}

function startsOf(visitor: Visitor, leaving: () => object): readonly Start[] {
  const event = () => visitor.event;
  return [
    { name: EMPTY, bundle: bundles.peer('empty'), event },
    { name: again(EMPTY), bundle: bundles.peer('empty'), event },
    { name: PROJECT, bundle: bundles.ours, event },
    ...Object.entries(PEERS).map(([name, file]) => ({ name, bundle: bundles.peer(file), event })),
    { name: SIGN_OUT, bundle: bundles.signOut, event: leaving },
    { name: SIGN_OUT_PEER, bundle: bundles.peer('p6-sign-out'), event: leaving },
  ];
}

async function profileOf(cases: readonly Case[], name: string, milliseconds: number): Promise<Profile> {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return profile(found.run, milliseconds);
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

const plan = planOf(process.argv.slice(2), path.join(__dirname, '../../docs'));
run(plan)
  .then((results) => {
    const judged = verdictOn(goalsOf(results), controlsOf(results));
    const verdict = plan.isJudged ? judged : { ...judged, outcome: 'inconclusive' as const };
    const report = reportOf(results, verdict);
    mkdirSync(plan.folder, { recursive: true });
    writeFileSync(path.join(plan.folder, 'performance.md'), report);
    writeFileSync(path.join(plan.folder, 'performance.svg'), chartOf(results));
    say('done');
    console.log(report);
    process.exit(verdict.outcome === 'failed' ? 1 : 0);
  })
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
