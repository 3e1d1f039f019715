// Stands in for Lambda's runtime: loads a bundle, and lets it decide. BENCH_EVENT is the event, BENCH_CGROUP a control
// group that the process joins when it has initialized; the arguments are the bundle and the number of decisions.
// Writes a line when the first decision has been made, and another with what that and later ones took (milliseconds).

import { writeFileSync } from 'node:fs';

const { BENCH_EVENT, BENCH_CGROUP } = process.env;
const [bundle, count] = process.argv.slice(2);
const event = JSON.parse(BENCH_EVENT);
const module = await import(bundle);
const { handler } = module.handler ? module : module.default;
if (BENCH_CGROUP) writeFileSync(`${BENCH_CGROUP}/cgroup.procs`, String(process.pid));

async function decide() {
  const before = performance.now();
  const { isAuthorized } = await handler(event);
  if (isAuthorized !== true) throw new Error('not authorized');
  return performance.now() - before;
}

const first = await decide();
process.stdout.write('decided\n');
const later = [];
while (later.length < Number(count)) later.push(await decide());
const warm = later.slice(-200).sort((a, b) => a - b);
const mean = warm.reduce((sum, time) => sum + time, 0) / warm.length;
process.stdout.write(JSON.stringify({ first, warm: warm[Math.floor(warm.length / 2)], mean }));
