import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

import { parseAdminSessions } from '../lambda/core/sessions/admin-sessions';
import { parseLabel, parsePage } from '../lambda/core/sessions/session-parameters';
import { parseAdminSignOutParameters } from '../lambda/core/sign-out/admin-sign-out-parameters';
import { readSubjectIdentifier } from '../lambda/core/sign-out/identity-provider/subject-identifier';
import { parseSignOutParameters } from '../lambda/core/sign-out/sign-out-parameters';

const FILE = path.join(__dirname, '../docs/openapi.yaml');
const TEXT = readFileSync(FILE, 'utf8');

interface Document {
  readonly paths: Record<string, Partial<Record<Method, Operation>>>;
  readonly components: { readonly schemas: Record<string, object> };
}
type Method = 'get' | 'post' | 'put';
interface Operation {
  readonly parameters: readonly { readonly name: string; readonly schema: { readonly $ref?: string } }[];
  readonly requestBody: { readonly content: Record<string, { readonly schema: { readonly $ref?: string } }> };
}
const DOCUMENT = parse(TEXT) as Document;

function lint(file: string): string[] {
  const script = path.join(__dirname, 'support/lint-openapi.mjs');
  return JSON.parse(execFileSync(process.execPath, [script, file], { encoding: 'utf8' })) as string[];
}

/** Whether the document allows a value as the body of a route. */
function allowedBy(route: string, method: Method = 'post'): (value: unknown) => boolean {
  const [{ schema } = { schema: {} }] = Object.values(DOCUMENT.paths[route]?.[method]?.requestBody.content ?? {});
  return allowedAs(schema);
}

function allowedAs(schema: { readonly $ref?: string }): (value: unknown) => boolean {
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile({ ...schema, components: DOCUMENT.components });
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
      sessionId: ['9c1b7e52-6a0f-4d0e-8f43-1c2d3e4f5a6b', 'a b', 'x'.repeat(257)],
      reason: ['lost phone', 'x'.repeat(256), 'x'.repeat(257)],
    });

    fc.assert(
      fc.property(values, (value) => {
        expect(allowed(value)).toBe(parseAdminSignOutParameters(value).ok);
      }),
      { numRuns: 2000 },
    );
  });

  it('allows of POST /oauth2/global-token-revocation exactly the bodies that are taken', () => {
    const allowed = allowedBy('/oauth2/global-token-revocation');
    const named = bodies({
      format: ['email', 'iss_sub', 'opaque', 'phone_number'],
      email: ['alice@example.com', 'alice', 'a"b@example.com', `${'x'.repeat(250)}@b.example`],
      iss: ['https://acme.okta.com', 'x'.repeat(257)],
      sub: ['00u1', 'a b'],
      id: ['5f3c9b1e-0000-4000-8000-000000000000', 'a/b'],
    });
    const values = fc.record({ sub_id: named, subject: named, other: fc.constant(1) }, { requiredKeys: [] });

    fc.assert(
      fc.property(values, (value) => {
        expect(allowed(value)).toBe(readSubjectIdentifier(value).ok);
      }),
      { numRuns: 2000 },
    );
  });

  const PAGES = {
    limit: [1, 2, 1000, 1001, 0, 1.5, -1],
    nextToken: [
      '1800000000.9c1b7e52',
      `1.${'x'.repeat(256)}`,
      `1.${'x'.repeat(257)}`,
      '1.',
      '1234567890123.x',
      '1.a\nb',
    ],
  };

  it('allows of POST /admin/sessions exactly the bodies that are taken', () => {
    const allowed = allowedBy('/admin/sessions');
    const values = bodies({ username: ['alice@example.com', 'a b'], sub: ['5f3c9b1e', 'a/b'], ...PAGES });

    fc.assert(
      fc.property(values, (value) => {
        expect(allowed(value)).toBe(parseAdminSessions(value).ok);
      }),
      { numRuns: 2000 },
    );
  });

  it('allows of PUT /session exactly the bodies that are taken', () => {
    const allowed = allowedBy('/session', 'put');
    const label = [
      'Pixel 9',
      ' x ',
      '😀'.repeat(100),
      '😀'.repeat(101),
      'x'.repeat(101),
      '\u00a0',
      'a\tb',
      '\ud83d',
      'Ä',
    ];

    fc.assert(
      fc.property(bodies({ label }), (value) => {
        expect(allowed(value)).toBe(parseLabel(value).ok);
      }),
      { numRuns: 500 },
    );
  });

  it('allows of GET /sessions exactly the parameters that are taken', () => {
    const schemas = (DOCUMENT.paths['/sessions']?.get?.parameters ?? []).map(
      ({ name, schema }) => [name, schema] as const,
    );
    const [limit, nextToken] = ['limit', 'nextToken'].map((name) => allowedAs(new Map(schemas).get(name) ?? {}));
    expect(schemas).toHaveLength(2);

    for (const value of PAGES.limit) expect(limit?.(value)).toBe(parsePage(String(value), undefined).ok);
    for (const value of PAGES.nextToken) expect(nextToken?.(value)).toBe(parsePage(undefined, value).ok);
  });

  it.each(['/oauth2/revoke', '/oauth2/introspect'])('allows of POST %s no empty token', (route) => {
    const allowed = allowedBy(route);

    expect([{ token: 'x' }, { token: '' }, {}].map(allowed)).toEqual([true, false, false]);
  });
});
