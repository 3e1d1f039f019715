// Stands in for Lambda's runtime: loads a bundle, and lets it answer. BENCH_EVENT is the event, BENCH_CGROUP a control
// group that the process joins when it has initialized; the arguments are the bundle and the number of answers.
// Writes a line to file descriptor 3 when it has answered for the first time, and another with what that and later answers
// took (milliseconds), and how much processor time a later one did: standard output is the function's own.

import { writeFileSync, writeSync } from 'node:fs';

const { BENCH_EVENT, BENCH_CGROUP } = process.env;
const [bundle, count] = process.argv.slice(2);
const event = JSON.parse(BENCH_EVENT);
const module = await import(bundle);
const { handler } = module.handler ? module : module.default;
if (BENCH_CGROUP) writeFileSync(`${BENCH_CGROUP}/cgroup.procs`, String(process.pid));

async function answer() {
  const before = performance.now();
  const { isAuthorized, statusCode } = await handler(event);
  if (isAuthorized !== true && statusCode !== 200) throw new Error('neither authorized nor signed out');
  return performance.now() - before;
}

const first = await answer();
writeSync(3, 'answered\n');
const later = [];
const usage = process.cpuUsage();
while (later.length < Number(count)) later.push(await answer());
const { user, system } = process.cpuUsage(usage);
const processor = (user + system) / 1000 / later.length;
const warm = later.slice(-200).sort((a, b) => a - b);
const mean = warm.reduce((sum, time) => sum + time, 0) / warm.length;
writeSync(3, JSON.stringify({ first, warm: warm[Math.floor(warm.length / 2)], mean, processor }));
