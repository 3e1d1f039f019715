import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

import { tail } from './files';

/** Something a person has to see to. The message says what to do; there is no stack trace to show. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** Shows what is being done, and how long it took. */
export async function step<T>(title: string, action: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stdout.write(`  ${title} … `);
  try {
    const result = await action();
    process.stdout.write(`${seconds(performance.now() - startedAt)}\n`);
    return result;
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}

/** How to run a command. */
export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** What it prints goes there. */
  readonly log: string;
}

/** Runs a command to its end. If it fails, the problem shows the last lines of its log. */
export async function run(command: string, args: readonly string[], { env, cwd, log }: CommandOptions): Promise<void> {
  const output = openSync(log, 'a');
  try {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', output, output] });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', resolve);
    });
    if (exitCode !== 0) throw new Error(`${command} ended with exit code ${String(exitCode)}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`${reason}. The end of ${log}:\n\n${tail(log)}`, { cause });
  } finally {
    closeSync(output);
  }
}

/** Says what to do about a problem, and makes the process end with an error. */
export function report(error: unknown): void {
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  process.exitCode = 1;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
