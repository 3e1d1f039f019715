import { stopEngine } from './engine';
import { forgetCloud } from './files';
import { report } from './run';

// npm stop: ends the local cloud.

async function main(): Promise<void> {
  const wasRunning = await stopEngine();
  forgetCloud();
  console.log(wasRunning ? 'The local cloud has ended.' : 'There was no local cloud.');
}

main().catch(report);
