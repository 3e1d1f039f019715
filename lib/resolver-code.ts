import { readFileSync } from 'node:fs';
import path from 'node:path';

import { aws_appsync as appsync } from 'aws-cdk-lib';

import { PACKAGE_ROOT } from './package-root';

/** A resolver of this package, for AppSync's JavaScript runtime. */
export function resolverCode(name: string): { readonly runtime: appsync.FunctionRuntime; readonly code: appsync.Code } {
  return {
    runtime: appsync.FunctionRuntime.JS_1_0_0,
    code: appsync.Code.fromInline(readFileSync(graphqlFile(name), 'utf8')),
  };
}

/** Where a file for AppSync is. */
export function graphqlFile(name: string): string {
  return path.join(PACKAGE_ROOT, 'lib/graphql', name);
}
