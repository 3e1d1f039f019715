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

/** Reads variable by variable, and collects what is wrong, so that all of it is told at once. */
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

  optionalList(name: string): readonly string[] {
    return this.optional(name) === undefined ? [] : this.list(name);
  }

  /** Items that may hold commas, separated by spaces; none if the variable is not there. */
  words(name: string): readonly string[] {
    return this.optional(name)?.split(' ') ?? [];
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

  /** `{URL}#{field}+{field}`, of which a field is a GraphQL name. */
  subscriptionFields(name: string): readonly { readonly url: string; readonly field: string }[] {
    return this.list(name).flatMap((item) => {
      const { href = '', hash = '' } = URL.canParse(item) ? new URL(item) : {};
      const fields = hash.slice(1).split('+');
      if (fields.every((field) => /^[_A-Za-z]\w*$/.test(field))) {
        return fields.map((field) => ({ url: href.slice(0, -hash.length), field }));
      }
      if (item !== '') this.problems.push(`${name} must be of the form {URL}#{field}+{field}`);
      return [];
    });
  }

  /** `{URL of a queue}#{URL of its dead-letter queue}`, of each follower. */
  followers(name: string): readonly { readonly queueUrl: string; readonly deadLetterQueueUrl: string }[] {
    return this.list(name).flatMap((item) => {
      const [queueUrl = '', deadLetterQueueUrl = '', ...others] = item.split('#');
      const isPair = [queueUrl, deadLetterQueueUrl].every((url) => /^https?:/.test(url) && URL.canParse(url));
      if (isPair && others.length === 0) return [{ queueUrl, deadLetterQueueUrl }];
      if (item !== '')
        this.problems.push(`${name} must be of the form {URL of a queue}#{URL of its dead-letter queue}`);
      return [];
    });
  }

  seconds(name: string): number {
    const text = this.text(name);
    if (text !== '' && !/^[1-9]\d{0,9}$/.test(text)) this.problems.push(`${name} must be a whole number of seconds`);
    return Number(text);
  }

  wholeNumber(name: string): number {
    const text = this.text(name);
    if (text !== '' && !/^[1-9]\d{0,8}$/.test(text)) this.problems.push(`${name} must be a whole number above 0`);
    return Number(text);
  }

  /** An address that must be there: no slash at the end. */
  url(name: string): string {
    this.text(name);
    return this.endpoint(name) ?? '';
  }

  /** An endpoint as the AWS SDKs read it: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
  endpoint(name: string): string | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    if (!/^https?:/.test(value) || !URL.canParse(value)) this.problems.push(`${name} must be a URL, of http or https`);
    return value.replace(/\/+$/, '');
  }
}
