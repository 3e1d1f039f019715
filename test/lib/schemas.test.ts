import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { refusedByAppSync } from '../support/graphql-schema';

const ROOT = path.join(__dirname, '../..');

/** All files below these, from the root. */
function filesIn(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
}

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** The blocks of GraphQL in a text, be it a document or a docstring. */
function blocksIn(text: string): string[] {
  const plain = text.replaceAll(/^ *\* ?/gm, '');
  return Array.from(plain.matchAll(/^ *```graphql\n(.*?)^ *```/gms), ([, block = '']) => block);
}

/** Every schema, or part of one, that comes with this package. */
const SHIPPED = [
  ...filesIn('lib')
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => [file, read(file)] as const),
  ...['README.md', ...filesIn('docs', 'lib')]
    .filter((file) => /\.(md|ts)$/.test(file))
    .flatMap((file) => blocksIn(read(file)).map((block) => [file, block] as const)),
];

describe('every schema that we ship or show', () => {
  it('is looked at', () => {
    const files = SHIPPED.map(([file]) => file);

    expect(files).toEqual(
      expect.arrayContaining([
        'lib/graphql/schema.graphql',
        'README.md',
        'docs/subscriptions.md',
        'lib/sign-out-api/graphql-sign-out.ts',
      ]),
    );
  });

  it.each(SHIPPED)('is one that AppSync can read: %s', (_, sdl) => {
    expect(refusedByAppSync(sdl)).toEqual([]);
  });
});

describe('what AppSync can not read', () => {
  it.each([
    ['the description of a type', '"A" type T { a: Int }'],
    ['a block', '"""\nA\n"""\ntype T { a: Int }'],
    ['that of a field', 'type T { "A" a: Int }'],
    ['that of an argument', 'type T { a("A" b: Int): Int }'],
    ['that of a value', 'enum E { "A" A }'],
    ['that of an input', 'input I { "A" a: Int }'],
    ['a comment in an enum', 'enum E {\n  A\n  # null\n  B\n}'],
  ])('is found: %s', (_, sdl) => {
    expect(refusedByAppSync(sdl)).toHaveLength(1);
  });

  it('is nothing else', () => {
    expect(refusedByAppSync('# What E is.\nenum E { A }\ntype T {\n  # What a is.\n  a: E\n}')).toEqual([]);
  });
});
