import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const PROGRAM = path.join(ROOT, 'dist/cognito-sign-out.js');

/** The program `cognito-sign-out console`, running. */
export interface RunningConsole {
  /** Of its page, with the token. */
  readonly address: string;
  /** All that it has printed. */
  readonly output: () => string;
  /** Ends it as Ctrl+C does, and says how it ended. */
  readonly end: () => Promise<number | null>;
}

/**
 * Starts the console on the stack of the local cloud.
 *
 * @param caller - variables that say whose credentials; those of the cloud's own user are not in its environment
 */
export async function startConsole(caller: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<RunningConsole> {
  const rest = Object.entries(process.env).filter(([name]) => !/^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)$/.test(name));
  const child = spawn(process.execPath, [PROGRAM, 'console', '--stack', 'CognitoSignOut', ...args], {
    env: { ...Object.fromEntries(rest), AWS_EC2_METADATA_DISABLED: 'true', ...caller },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = endOf(child);
  const address = await addressOf(child, () => output);
  return {
    address,
    output: () => output,
    end: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

async function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(output()) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => {
      reject(new Error(`the console has ended:\n${output()}`));
    });
  });
}

/** The policy that docs/console.md says is enough, for the stack that is up. */
export function documentedPolicy({
  userPoolId,
  apiId,
}: {
  readonly userPoolId: string;
  readonly apiId: string;
}): string {
  const text = readFileSync(path.join(ROOT, 'docs/console.md'), 'utf8');
  const [, policy = ''] = /```json\n([^]*?)```/.exec(text) ?? [];
  return policy
    .replaceAll('REGION', 'us-east-1')
    .replaceAll('ACCOUNT', '000000000000')
    .replaceAll('USER_POOL_ID', userPoolId)
    .replaceAll('API_ID', apiId)
    .replaceAll('STACK', 'CognitoSignOut');
}
