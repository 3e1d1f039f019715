import type { Reader } from './reader';

/* What some functions read. In a file of its own, so that no authorizer loads it: reader.ts has what every function reads. */

/** A whole number of seconds above 0. */
export function seconds(reader: Reader, name: string): number {
  const text = reader.text(name);
  if (text !== '' && !/^[1-9]\d{0,9}$/.test(text)) reader.problems.push(`${name} must be a whole number of seconds`);
  return Number(text);
}

/** A whole number above 0. */
export function wholeNumber(reader: Reader, name: string): number {
  const text = reader.text(name);
  if (text !== '' && !/^[1-9]\d{0,8}$/.test(text)) reader.problems.push(`${name} must be a whole number above 0`);
  return Number(text);
}

/** An address that must be there: no slash at the end. */
export function url(reader: Reader, name: string): string {
  reader.text(name);
  return reader.endpoint(name) ?? '';
}

/** A list; none if the variable is not there. */
export function optionalList(reader: Reader, name: string): readonly string[] {
  return reader.optional(name) === undefined ? [] : reader.list(name);
}

/** Items that may hold commas, separated by spaces; none if the variable is not there. */
export function words(reader: Reader, name: string): readonly string[] {
  return reader.optional(name)?.split(' ') ?? [];
}

/** `{URL}#{field}+{field}`, of which a field is a GraphQL name. */
export function subscriptionFields(
  reader: Reader,
  name: string,
): readonly { readonly url: string; readonly field: string }[] {
  return reader.list(name).flatMap((item) => {
    const { href = '', hash = '' } = URL.canParse(item) ? new URL(item) : {};
    const fields = hash.slice(1).split('+');
    if (fields.every((field) => /^[_A-Za-z]\w*$/.test(field))) {
      return fields.map((field) => ({ url: href.slice(0, -hash.length), field }));
    }
    if (item !== '') reader.problems.push(`${name} must be of the form {URL}#{field}+{field}`);
    return [];
  });
}

/** `{URL of a queue}#{URL of its dead-letter queue}`, of each follower. */
export function followers(
  reader: Reader,
  name: string,
): readonly { readonly queueUrl: string; readonly deadLetterQueueUrl: string }[] {
  return reader.list(name).flatMap((item) => {
    const [queueUrl = '', deadLetterQueueUrl = '', ...others] = item.split('#');
    const isPair = [queueUrl, deadLetterQueueUrl].every((text) => /^https?:/.test(text) && URL.canParse(text));
    if (isPair && others.length === 0) return [{ queueUrl, deadLetterQueueUrl }];
    if (item !== '')
      reader.problems.push(`${name} must be of the form {URL of a queue}#{URL of its dead-letter queue}`);
    return [];
  });
}
