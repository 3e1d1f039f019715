// Stands in for Lambda's runtime: loads a bundle, and lets it decide. BENCH_EVENT is the event; the argument the bundle.
// Writes a line when the first decision has been made, and another with what that and later ones took (milliseconds).

const event = JSON.parse(process.env.BENCH_EVENT);
const module = await import(process.argv[2]);
const { handler } = module.handler ? module : module.default;

async function decide() {
  const before = performance.now();
  const { isAuthorized } = await handler(event);
  if (isAuthorized !== true) throw new Error('not authorized');
  return performance.now() - before;
}

const first = await decide();
process.stdout.write('decided\n');
const later = [];
for (let count = 0; count < 500; count++) later.push(await decide());
const warm = later.slice(-200).sort((a, b) => a - b)[100];
process.stdout.write(JSON.stringify({ first, second: later[0], warm }));
