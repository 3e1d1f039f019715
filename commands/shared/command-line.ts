import { parseArgs } from 'node:util';

/** The options that a command knows, without the dashes. */
export interface KnownOptions {
  /** Those that have a value. */
  readonly withValue: readonly string[];
  /** Those that have none. */
  readonly flags: readonly string[];
}

/** What a command line says. */
export interface CommandLine {
  /** The options by name; flags have the value "". */
  readonly values: ReadonlyMap<string, string>;
  /** What is wrong with how it is written. */
  readonly problems: string[];
}

/** Reads a command line of options only, each at most once. `-h` is `--help`, where that is known. */
export function readCommandLine(args: readonly string[], { withValue, flags }: KnownOptions): CommandLine {
  const types = [...withValue.map((name) => [name, 'string']), ...flags.map((name) => [name, 'boolean'])];
  const options = Object.fromEntries(
    types.map(([name = '', type]) => [
      name,
      { type: type as 'string' | 'boolean', ...(name === 'help' && { short: 'h' }) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`got ${JSON.stringify(token.value)}; allowed: options only`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!Object.hasOwn(options, name)) {
      const known = Object.keys(options).map((option) => `--${option}`);
      problems.push(`${rawName}: unknown option; known are: ${known.join(', ')}`);
    } else if (values.has(name)) {
      problems.push(`${rawName}: got more than once; allowed: once`);
    } else if (flags.includes(name) && value !== undefined) {
      problems.push(`${rawName}: got ${JSON.stringify(value)}; allowed: no value`);
    }
    values.set(name, value ?? '');
  }
  return { values, problems };
}
