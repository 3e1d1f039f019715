import { TOKEN_USES, type TokenUse } from '../../contract';
import { RevocationError } from '../../core/errors';

/** What a process is told about itself: usually `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables. One that is empty counts as missing.
 *
 * @throws RevocationError `invalid_configuration`, naming every variable that is missing or malformed
 */
export function read<T>(variables: Variables, parse: (reader: Reader) => T): T {
  const reader = new Reader(variables);
  const environment = parse(reader);
  if (reader.problems.length > 0) {
    throw new RevocationError('invalid_configuration', `environment variables: ${reader.problems.join('; ')}`);
  }
  return environment;
}

/**
 * Reads variable by variable, and collects what is wrong, so that all of it is told at once. What
 * only some functions read is in formats.ts.
 */
export class Reader {
  readonly problems: string[] = [];

  constructor(private readonly variables: Variables) {}

  text(name: string): string {
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing or empty`);
    return value ?? '';
  }

  optional(name: string): string | undefined {
    const value = this.variables[name];
    return value === '' ? undefined : value;
  }

  list(name: string): readonly string[] {
    const items = this.text(name).split(',');
    if (items.length > 1 && items.includes('')) this.problems.push(`${name} has an empty item`);
    return items;
  }

  tokenUses(name: string): readonly TokenUse[] {
    return this.list(name).flatMap((item) => {
      const use = TOKEN_USES.find((known) => known === item);
      if (use === undefined && item !== '') this.problems.push(`${name} must be of: ${TOKEN_USES.join(', ')}`);
      return use ?? [];
    });
  }

  oneOf<T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.text(name);
    const found = allowed.find((item) => item === value);
    if (found === undefined && value !== '') this.problems.push(`${name} must be one of: ${allowed.join(', ')}`);
    return found ?? allowed[0];
  }

  /** An address, as the AWS SDKs read endpoints: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
  endpoint(name: string): string | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    if (!/^https?:[^?#@]+$/.test(value) || !URL.canParse(value)) {
      this.problems.push(`${name} must be a URL, of http or https, without user, query and fragment`);
    }
    return value.replace(/\/+$/, '');
  }
}
