import { readCloud } from '../cloud';
import { report } from '../run';
import { startDemoServer } from './demo-server';
import { openInBrowser } from './open-in-browser';

// The demonstration on the cloud that is up, until Ctrl+C. In a process of its own, for Node reads NODE_EXTRA_CA_CERTS only
// as it starts. With --no-open no browser is opened.

async function main(args: readonly string[]): Promise<void> {
  const { address, close } = await startDemoServer(readCloud());
  console.log(
    `The demonstration is at\n\n  ${address}\n\nCtrl+C ends it; the local cloud stays up (npm stop ends that).`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
  if (!args.includes('--no-open')) openInBrowser(address);
}

main(process.argv.slice(2)).catch(report);
