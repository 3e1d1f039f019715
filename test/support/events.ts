import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One golden event per trigger shape, of the type that its handler takes it for: AWS gives no other promise. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it saves every caller a cast
export function event<T>(name: string, token = ''): T {
  const file = path.join(__dirname, '../fixtures/events', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8').replaceAll('{TOKEN}', token)) as T;
}

/** A form as an HTTP API hands it over: encoded. A list repeats a parameter. */
export function form(parameters: Readonly<Record<string, string>> | [string, string][] | URLSearchParams) {
  return encoded(new URLSearchParams(parameters).toString());
}

/** A body as an HTTP API hands it over if it is not `text/*` or `application/json`. */
export function encoded(body: string | Uint8Array) {
  return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}
