import type { Command } from '../shared/command';
import { ownVersion } from '../shared/version';
import { appClientOf } from './app-client';
import { connect } from './aws/connection';
import { describeStack } from './aws/stack';
import { createUserDirectory, describePool } from './aws/user-directory';
import { createLab } from './laboratory';
import { readOptions, USAGE } from './options';
import { createPrinter } from './printer';
import { exitCodeOf, jsonOfFailure, usersOf, type Report } from './report';
import type { Result } from './result';
import { targetOf } from './target';
import { removeLeftovers } from './test-users';
import { nameAttributeOf } from './user-pool';
import { VerifyError } from './verify-error';
import { verify } from './verify';
import { refuseAnotherVersion } from './version';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Tries on a deployed stack what is promised of sign-outs, and what is believed of AWS.
 * Ends with 0 if every promise that was tried is kept, 1 if one is broken, 2 if the command is not valid, 3 if it could not
 * be verified, or a user could not be removed.
 */
export const verifyCommand: Command = {
  summary: 'tries on a deployed stack what is promised, and what is believed of AWS',
  run: async (args) => {
    const interruption = new AbortController();
    const interrupt = () => {
      if (!interruption.signal.aborted) console.error('\nInterrupted: removing what was made.');
      interruption.abort();
    };
    // As often as they come: a second one must not end the process while it cleans up.
    for (const signal of SIGNALS) process.on(signal, interrupt);
    try {
      return await run(args, interruption.signal);
    } catch (error) {
      const failure = failureIn(error);
      const exitCode = failure.code === 'invalid_options' ? 2 : 3;
      if (args.includes('--json')) console.log(jsonOfFailure(ownVersion(), failure, exitCode));
      console.error(`\n${failure.message}`);
      return exitCode;
    } finally {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    }
  },
};

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    console.log(USAGE);
    return 0;
  }
  const version = ownVersion();
  const aws = await connect();
  const stack = await describeStack(aws.cloudFormation, options.stack, signal);
  if (!options.anyVersion && !options.cleanUp) refuseAnotherVersion(stack.version, version);
  const target = targetOf(stack.outputs, options, process.env);
  const { pool, client } = await describePool(aws.cognito, target.userPoolId, target.clientId, signal);
  const directory = createUserDirectory(aws.cognito, target.userPoolId, nameAttributeOf(pool));
  if (options.cleanUp) {
    const users = await removeLeftovers(directory);
    console.log(`Left by earlier runs: ${usersOf(users)}`);
    return users.left.length === 0 ? 0 : 3;
  }
  const revocationDelay = options.revocationDelay * 1000;
  const site = { aws, target, pool, client: appClientOf(client), revocationDelay, signal };
  tellOfLeftovers((await directory.list()).length, options.stack);
  const startedAt = new Date().toISOString();
  const results: Result[] = [];
  const printer = createPrinter(options.json, (text) => {
    console.log(text);
  });
  printer.begin(target);
  const { users, thrown } = await verify({
    pool,
    directory,
    labFor: (user, stranger) => createLab(site, user, stranger),
    isEmulator: () => aws.emulator() !== undefined,
    tell: (result) => {
      results.push(result);
      printer.result(result);
    },
    now: () => new Date(),
  });
  const report: Report = {
    version,
    stackVersion: stack.version ?? null,
    region: aws.region,
    emulator: aws.emulator() ?? null,
    target,
    startedAt,
    endedAt: new Date().toISOString(),
    results,
    users,
    failure: thrown === undefined ? null : failureIn(thrown),
  };
  printer.end(report);
  return exitCodeOf(report);
}

function tellOfLeftovers(count: number, stack: string): void {
  if (count === 0) return;
  console.error(
    `Users of an earlier run are there, or of one that is under way: ${String(count)}.\n` +
      `To remove them: npx cognito-sign-out verify --stack ${stack} --clean-up\n`,
  );
}

/** Never an error with all it carries: that may be a request with its signature. */
function failureIn(error: unknown): NonNullable<Report['failure']> {
  if (error instanceof VerifyError) return { code: error.code, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.name) : 'Something unknown was thrown.';
  return { code: 'unexpected', message };
}
