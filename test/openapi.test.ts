import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

import { parseAdminSignOutParameters } from '../lambda/core/sign-out/admin-sign-out-parameters';
import { parseSignOutParameters } from '../lambda/core/sign-out/sign-out-parameters';

const FILE = path.join(__dirname, '../docs/openapi.yaml');
const TEXT = readFileSync(FILE, 'utf8');

interface Document {
  readonly paths: Record<string, { readonly post?: Operation }>;
  readonly components: { readonly schemas: Record<string, object> };
}
interface Operation {
  readonly requestBody: { readonly content: Record<string, { readonly schema: { readonly $ref?: string } }> };
}
const DOCUMENT = parse(TEXT) as Document;

function lint(file: string): string[] {
  const script = path.join(__dirname, 'support/lint-openapi.mjs');
  return JSON.parse(execFileSync(process.execPath, [script, file], { encoding: 'utf8' })) as string[];
}

/** Whether the document allows a value as the body of a route. */
function allowedBy(route: string): (value: unknown) => boolean {
  const [{ schema } = { schema: {} }] = Object.values(DOCUMENT.paths[route]?.post?.requestBody.content ?? {});
  const ajv = new Ajv({ strict: false });
  const id = 'openapi.yaml';
  ajv.addSchema({ $id: id, components: DOCUMENT.components });
  const validate = ajv.compile(schema.$ref === undefined ? schema : { $ref: `${id}${schema.$ref}` });
  return (value) => validate(value);
}

/** Objects with some of these members, right ones and wrong ones, and now and then another. */
function bodies(members: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<object> {
  const wrong = ['', ' ', 7, null, true, false, [], {}];
  const either = Object.entries(members).map(
    ([name, right]) => [name, fc.constantFrom(...right, ...right, ...right, ...wrong)] as const,
  );
  return fc.record({ ...Object.fromEntries(either), other: fc.constant(1) }, { requiredKeys: [] });
}

describe('the OpenAPI document', () => {
  it('is valid', () => {
    expect(lint(FILE)).toEqual([]);
  });

  it('would be found invalid: a comma that ends a text unnoticed', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-openapi-'));
    const file = path.join(folder, 'openapi.yaml');
    writeFileSync(file, TEXT.replace("'A refresh, access or ID token.'", 'A refresh, access or ID token.'));
    const found = lint(file);
    rmSync(folder, { recursive: true });

    expect(found).toEqual([expect.stringMatching(/^struct: Property `access or ID token\.` is not expected here/)]);
  });

  it('allows of POST /sign-out exactly the bodies that are taken', () => {
    const allowed = allowedBy('/sign-out');
    const values = bodies({ scope: ['local', 'others', 'global'], refreshToken: ['eyJ.a-b_c=', 'x y'] });

    fc.assert(
      fc.property(values, (value) => {
        expect(allowed(value)).toBe(parseSignOutParameters(value).ok);
      }),
      { numRuns: 1000 },
    );
  });

  it('allows of POST /admin/sign-out exactly the bodies that are taken', () => {
    const allowed = allowedBy('/admin/sign-out');
    const values = bodies({
      username: ['alice@example.com', 'Zoë', 'a b', 'x'.repeat(129)],
      sub: ['5f3c9b1e-0000-4000-8000-000000000000', 'a/b'],
      clientId: ['1example23456789'],
      userPool: [true],
      reason: ['lost phone', 'x'.repeat(256), 'x'.repeat(257)],
    });

    fc.assert(
      fc.property(values, (value) => {
        expect(allowed(value)).toBe(parseAdminSignOutParameters(value).ok);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['/oauth2/revoke', '/oauth2/introspect'])('allows of POST %s no empty token', (route) => {
    const allowed = allowedBy(route);

    expect([{ token: 'x' }, { token: '' }, {}].map(allowed)).toEqual([true, false, false]);
  });
});
