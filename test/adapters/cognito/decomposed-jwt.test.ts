import * as jwt from 'aws-jwt-verify/jwt';
import fc from 'fast-check';

import { decomposeJwt } from '../../../lambda/adapters/cognito/decomposed-jwt';
import { accessPayload, base64url, createSigningKey, idPayload, machinePayload, sign } from '../../support/tokens';

const key = createSigningKey('key-1');

/** What it comes to, or the name of the error. */
function outcomeOf(decompose: (token: string) => unknown, token: string): unknown {
  try {
    return decompose(token);
  } catch (error) {
    return (error as Error).name;
  }
}

function expectTheSame(token: string): void {
  const [ours, theirs] = [decomposeJwt, jwt.decomposeUnverifiedJwt].map((decompose) => outcomeOf(decompose, token));
  // JSON too, for it also shows what an object has of its own by the name of `__proto__`.
  expect([ours, JSON.stringify(ours)]).toEqual([theirs, JSON.stringify(theirs)]);
}

const tokenOf = (header: string, payload: string) => `${base64url(header)}.${base64url(payload)}.c2ln`;
const HEADER = '{"kid":"key-1","alg":"RS256"}';

describe('a token of Cognito’s', () => {
  const library = jest.spyOn(jwt, 'decomposeUnverifiedJwt');

  afterEach(() => {
    library.mockClear();
  });

  it.each([
    ['access', sign(accessPayload(), key)],
    ['ID', sign(idPayload(), key)],
    ['machine', sign(machinePayload(), key)],
    ['with names that are not ASCII', sign(idPayload({ name: 'Zoë €😀' }), key)],
    [
      'with claims of its owner’s',
      sign(idPayload({ 'custom:tenant': 'a', address: { formatted: 'b' }, list: [1] }), key),
    ],
  ])('is taken apart as the library does, without it: %s', (_, token) => {
    const decomposed = decomposeJwt(token);
    expect(library).not.toHaveBeenCalled();

    expect(decomposed).toEqual(jwt.decomposeUnverifiedJwt(token));
  });
});

describe('any other token is the library’s', () => {
  it.each([
    ['a name that reaches a prototype', tokenOf(HEADER, '{"sub":"a","__proto__":{"sub":"b"}}')],
    ['one deep within', tokenOf(HEADER, '{"sub":"a","b":[{"c":{"constructor":{"prototype":1}}}]}')],
    ['one in another spelling', tokenOf(HEADER, '{"sub":"a","__pr\\u006fto__":{"sub":"b"},"c\\u006fnstructor":1}')],
    ['one in the header', tokenOf('{"alg":"RS256","__proto__":{"kid":"a"}}', '{}')],
    ['an escape', tokenOf(HEADER, '{"sub":"\\u0061"}')],
    ['padding', `${sign(accessPayload(), key)}==`],
    ['several audiences', tokenOf(HEADER, '{"aud":["a","b"]}')],
    ['times that are endless', tokenOf(HEADER, '{"exp":1e999}')],
    ['times that are texts', tokenOf(HEADER, '{"iat":"1"}')],
    ['texts that are numbers', tokenOf(HEADER, '{"jti":1}')],
    ['null', tokenOf(HEADER, '{"sub":null}')],
    ['a key that is no text', tokenOf('{"alg":"RS256","kid":1}', '{}')],
    ['no object', tokenOf(HEADER, '[]')],
    ['no JSON', tokenOf(HEADER, '{')],
    ['bytes that are no text', `${base64url(HEADER)}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.c2ln`],
    ['a byte order mark', tokenOf(HEADER, '\ufeff{}')],
    ['two parts', 'a.b'],
    ['four parts', `${sign(accessPayload(), key)}.a`],
    ['an empty part', `${base64url(HEADER)}..c2ln`],
    ['a line break at its end', `${sign(accessPayload(), key)}\n`],
    ['a letter of another alphabet', `${sign(accessPayload(), key)}+/`],
    ['nothing', ''],
  ])('as it has it: %s', (_, token) => {
    expectTheSame(token);
  });

  it('as it has it: whatever it says, and however it is broken', () => {
    const names = fc.constantFrom(
      'iss',
      'sub',
      'aud',
      'exp',
      'nbf',
      'iat',
      'scope',
      'jti',
      'alg',
      'kid',
      '__proto__',
      'constructor',
    );
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.constant(null),
      fc.boolean(),
      fc.jsonValue(),
    );
    const json = fc.oneof(
      fc
        .array(fc.tuple(names, values))
        .map(
          (members) =>
            `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
        ),
      fc.json(),
      fc.string({ unit: 'binary' }),
    );
    const tokens = fc
      .tuple(json, json, fc.string({ maxLength: 8 }), fc.nat(400), fc.string({ maxLength: 2 }))
      .map(([header, payload, signature, at, inserted]) => {
        const token = `${base64url(header)}.${base64url(payload)}.${base64url(signature)}`;
        return inserted.length === 2 ? token.slice(0, at) + inserted + token.slice(at) : token;
      });
    fc.assert(fc.property(tokens, expectTheSame), { numRuns: 3000 });
  });
});
