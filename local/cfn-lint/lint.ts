import { execFile } from 'node:child_process';
import path from 'node:path';

import { ROOT } from '../files';
import { Problem } from '../run';

/** A template that cfn-lint must find something in, or it is not in force. */
export const REFUSED = path.join(ROOT, 'local/cfn-lint/refused.yaml');

/** What cfn-lint prints. https://github.com/aws-cloudformation/cfn-lint */
interface Finding {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/**
 * What CloudFormation would refuse of these templates, a line each.
 *
 * @param program - cfn-lint
 * @throws Problem if cfn-lint is not in force: it does not run, or lets {@link REFUSED} pass
 */
export async function lint(program: string, templates: readonly string[]): Promise<string[]> {
  const args = ['--format', 'json', '--', ...templates, REFUSED];
  const printed = await new Promise<string>((resolve) => {
    // The exit code says no more than whether there are findings.
    execFile(program, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve(`${stdout}${stderr}` || (error?.message ?? ''));
    });
  });
  const findings = findingsIn(printed);
  const others = findings.filter(({ Filename }) => path.resolve(ROOT, Filename) !== REFUSED);
  if (others.length === findings.length)
    throw new Problem(`cfn-lint found nothing in ${REFUSED}. What it printed:\n\n${printed}`);
  return others.map(lineOf);
}

function findingsIn(printed: string): readonly Finding[] {
  try {
    return JSON.parse(printed) as readonly Finding[];
  } catch {
    return [];
  }
}

function lineOf({ Filename, Level, Message, Rule, Location }: Finding): string {
  return `${path.relative('', Filename)}: ${Level} ${Rule.Id}: ${Message} (${(Location.Path ?? []).join('/')})`;
}
