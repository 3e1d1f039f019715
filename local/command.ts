import { spawn } from 'node:child_process';

/**
 * Runs a command in this terminal, and lets it end by itself: it may have to clean up. Ctrl+C reaches it without our doing.
 *
 * @returns its exit code; 1 if a signal has ended it
 */
export async function runHere(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { env, stdio: 'inherit' });
  const wait = () => undefined;
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGINT', wait);
  process.on('SIGTERM', passOn);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', resolve);
    });
    return exitCode ?? 1;
  } finally {
    process.off('SIGINT', wait);
    process.off('SIGTERM', passOn);
  }
}
