import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of a page. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Reads a built page, whole: what is served is then a matter of looking up a path, and never of opening a file by a name that
 * a request has brought along.
 *
 * @param folder - with an `index.html`, which is served at `/` too
 * @returns by path, such as `/index.js`
 * @throws Error if there is no page in the folder
 */
export function readPage(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[path.extname(name)];
    if (type === undefined) continue;
    files.set(`/${name.split(path.sep).join('/')}`, { type, content: readFileSync(path.join(folder, name)) });
  }
  const index = files.get('/index.html');
  if (index === undefined) throw new Error(`${folder} has no index.html: is the page built?`);
  return files.set('/', index);
}
