import { readdirSync } from 'node:fs';
import path from 'node:path';

const HANDLERS = path.join(__dirname, '../../lambda/handlers');

/** The handler of a function, as its module exports it. */
export function loadHandler(name: string): unknown {
  const files = readdirSync(HANDLERS, { recursive: true, encoding: 'utf8' });
  const [file = name] = files.filter((found) => path.basename(found) === `${name}.ts`);
  return jest.requireActual<{ handler: unknown }>(path.join(HANDLERS, file)).handler;
}
