import { readFileSync } from 'node:fs';
import path from 'node:path';

import { aws_appsync as appsync } from 'aws-cdk-lib';

import { PACKAGE_ROOT } from '../functions/package-root';

/** Code of a resolver, for AppSync's JavaScript runtime. */
export interface ResolverCode {
  /** The runtime. */
  readonly runtime: appsync.FunctionRuntime;
  /** The code itself: one module, for AppSync imports no files. */
  readonly code: appsync.Code;
}

/** A resolver of this package. */
export function resolverCode(name: string): ResolverCode {
  return codeIn(graphqlFile(name));
}

/** A resolver in a file, with what it imports of this package put in. */
export function codeIn(file: string): ResolverCode {
  return { runtime: appsync.FunctionRuntime.JS_1_0_0, code: appsync.Code.fromInline(resolverSource(file)) };
}

const IMPORT =
  /^[ \t]*import\s*\{\s*endsWithSession,?\s*\}\s*from\s*(['"])[^'"]*\bends-with-session(?:\.js)?\1[ \t]*;?[ \t]*$/m;
/** However else it may be asked for. */
const LEFT = /(?:\bfrom|\bimport|\()\s*(['"])[^'"]*\bends-with-session(?:\.js)?\1/;

/**
 * The resolver in a file, with what it imports of this package put in.
 *
 * @throws Error if it imports that in another way than by the one line, for AppSync would refuse it
 */
export function resolverSource(file: string): string {
  const source = readFileSync(file, 'utf8');
  const rest = source.replace(IMPORT, '');
  if (LEFT.test(rest)) {
    throw new Error(
      `${file}: imports ends-with-session in a way that is not known; allowed: once the line ` +
        "import { endsWithSession } from 'cognito-sign-out/lib/graphql/ends-with-session.js';",
    );
  }
  if (rest === source) return source;
  const imported = readFileSync(graphqlFile('ends-with-session.js'), 'utf8').replace(/^export /m, '');
  return `${rest}\n${imported}`;
}

/** Where a file for AppSync is. */
export function graphqlFile(name: string): string {
  return path.join(PACKAGE_ROOT, 'lib/graphql', name);
}
