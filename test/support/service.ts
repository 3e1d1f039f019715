import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { appWith, runnable, type Sample } from './samples';

/** A service of the documents, running. */
export interface Service {
  /** Its address, without a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one, with the packages of this repository and what it is told by variables. */
export async function startService(sample: Sample, environment: Readonly<Record<string, string>>): Promise<Service> {
  const app = appWith([sample]);
  const cwd = path.join(app, '0');
  writeFileSync(path.join(cwd, 'sample.js'), runnable(sample).javaScript);
  const env = { PATH: process.env['PATH'], ...environment };
  const child = fork(path.join(__dirname, 'run-service.cjs'), { cwd, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let problems = '';
  child.stderr?.on('data', (chunk: Buffer) => (problems += chunk.toString()));
  try {
    const port = await portOf(child);
    return {
      url: `http://127.0.0.1:${String(port)}`,
      async stop() {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
        rmSync(app, { recursive: true });
      },
    };
  } catch {
    throw new Error(`${sample.name} did not start: ${problems}`);
  }
}

async function portOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('ended')));
  const [port] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  ended.catch(() => undefined);
  return port;
}
