import { spawn } from 'node:child_process';

/** Runs a command in this terminal. @returns its exit code; 1 if a signal has ended it */
export async function runHere(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { env, stdio: 'inherit' });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  return exitCode ?? 1;
}
