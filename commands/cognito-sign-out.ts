#!/usr/bin/env node
import { adoptCommand } from './adopt/command';
import { consoleCommand } from './console/command';
import { sessionsCommand } from './sessions/command';
import type { Command } from './shared/command';
import { ownVersion } from './shared/version';
import { signOutCommand } from './sign-out/command';
import { verifyCommand } from './verify/command';

// npx cognito-sign-out SUBCOMMAND: the one program for whoever owns or operates a stack. In this repository
// `npm run adopt` is `cognito-sign-out adopt`, and so on.
// Ends as the subcommand ends; with 2 if there is no such subcommand.

const SUBCOMMANDS: Readonly<Record<string, Command>> = {
  adopt: adoptCommand,
  'sign-out': signOutCommand,
  sessions: sessionsCommand,
  verify: verifyCommand,
  console: consoleCommand,
};

const USAGE = `npx cognito-sign-out SUBCOMMAND [options]

${Object.entries(SUBCOMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

Each tells its options with --help; --version tells the version of the program.`;

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  if (['--help', '-h', 'help'].includes(name)) {
    console.log(USAGE);
    return 0;
  }
  if (name === '--version') {
    console.log(ownVersion());
    return 0;
  }
  const command = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (command !== undefined) return command.run(args);
  console.error(`got ${JSON.stringify(name)}; allowed: ${Object.keys(SUBCOMMANDS).join(', ')}\n\n${USAGE}`);
  return 2;
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
