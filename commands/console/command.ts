import path from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { startPageServer, type PageServer } from '../../pages/server/page-server';
import type { Command } from '../shared/command';
import { Aws } from './aws/connection';
import { findSite } from './aws/stack';
import { ConsoleError } from './console-error';
import { readOptions, USAGE } from './options';
import { createRoutes } from './routes';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Serves a page to an operator: whose sessions there are, and to end them.
 * Ends with 0 when it is ended, 1 if it can't begin, 2 if the command is not valid.
 */
export const consoleCommand: Command = {
  summary: 'serves a page on which to find users and their sessions, and to end these',
  run: async (args) => {
    try {
      await run(args);
      return 0;
    } catch (error) {
      // Never the error with all it carries: that may be a request with its signature.
      if (error instanceof ConsoleError) console.error(`\n${error.message}`);
      else console.error(error instanceof Error ? error.stack : 'Something unknown was thrown.');
      return error instanceof ConsoleError && error.code === 'invalid_options' ? 2 : 1;
    }
  },
};

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, process.env);
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const interruption = new AbortController();
  const interrupt = () => {
    interruption.abort();
  };
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const aws = new Aws(process.env);
  const site = await aws
    .use((connection) => findSite(connection, options, interruption.signal))
    .catch((error: unknown) => {
      if (!interruption.signal.aborted) throw error;
    });
  if (site === undefined) return;
  const { routes, underWay } = createRoutes(aws, options, site);
  const server = await serve({ routes, ...(options.port !== undefined && { port: options.port }) });
  console.log(
    `Console of the stack ${site.stack} (${site.region}), user pool ${site.userPoolId}:\n\n  ${server.address}\n\n` +
      'Open it in a browser of this machine. Whoever has this address can do what your credentials can: keep it to yourself.\n' +
      'Ctrl+C ends it.',
  );
  if (!interruption.signal.aborted) {
    await new Promise((resolve) => {
      interruption.signal.addEventListener('abort', resolve, { once: true });
    });
  }
  if (underWay.size > 0) {
    // The next signal is none of ours: it ends the process.
    console.log(
      'Waiting for a sign-out that is under way. Ctrl+C again gives it up: then nobody knows what came of it.',
    );
    await Promise.allSettled(underWay);
    // So that the page gets the answer.
    await setImmediate();
  }
  await server.close();
  console.log('Ended.');
}

async function serve(options: Omit<Parameters<typeof startPageServer>[0], 'page'>): Promise<PageServer> {
  try {
    return await startPageServer({ page: path.join(__dirname, 'pages/console'), ...options });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    const problem = code === 'EADDRINUSE' ? 'is taken' : 'is not allowed';
    throw new ConsoleError('no_port', `The port ${String(options.port)} ${problem}: name another with --port.`, {
      cause,
    });
  }
}
