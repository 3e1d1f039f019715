import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type { Metafile } from 'esbuild';

import { FUNCTIONS, type FunctionName } from '../lambda/functions';

// What a function that signs out costs, as far as it can be counted: no clock is read. For times see bench/.

const BUNDLES = path.join(__dirname, '../dist/bundles');

/** Those that record sign-outs, or lead to them, and know neither open connections nor registered sessions. */
const SIGNING_OUT: readonly FunctionName[] = [
  'sign-out',
  'appsync-sign-out',
  'admin-sign-out',
  'revoke-token',
  'logout',
  'logout-done',
  'global-token-revocation',
  'backchannel-logout',
  'sign-out-events',
];
/** Bytes. With the SDKs they were seven times as large. */
const LARGEST = 56 * 1024;

const metafiles = JSON.parse(readFileSync(path.join(BUNDLES, 'metafiles.json'), 'utf8')) as Record<string, Metafile>;

/** The packages of which there is something in a bundle, whenever it is loaded. */
function packagesIn(name: string): ReadonlySet<string> {
  const files = Object.values(metafiles[name]?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? file : [])),
  );
  if (files.length === 0) throw new Error(`no bundle ${name}`);
  return new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
}

describe('the bundle of a function that signs out', () => {
  it.each(SIGNING_OUT)('is small: %s', (name) => {
    expect(statSync(path.join(BUNDLES, name, 'index.js')).size).toBeLessThan(LARGEST);
  });

  it.each(SIGNING_OUT)('holds no AWS SDK, not even one that is loaded late: %s', (name) => {
    expect([...packagesIn(name)].filter((found) => found !== 'aws-jwt-verify')).toEqual([]);
  });
});

it.each(FUNCTIONS)('no function holds the SDK of Cognito: %s', (name) => {
  expect(packagesIn(name)).not.toContain('@aws-sdk/client-cognito-identity-provider');
});
