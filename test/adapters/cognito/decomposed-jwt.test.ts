import * as jwt from 'aws-jwt-verify/jwt';
import fc from 'fast-check';

import { decomposeJwt } from '../../../lambda/adapters/cognito/decomposed-jwt';
import {
  accessPayload,
  base64url,
  createSigningKey,
  idPayload,
  machinePayload,
  sign,
  signText,
} from '../../support/tokens';

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

/** Signed over JSON whose slashes are escaped. */
function slashed(payload: object): string {
  const [header, json] = [{ kid: 'a/b', alg: 'RS256' }, payload].map((part) =>
    JSON.stringify(part).replaceAll('/', '\\/'),
  );
  return signText(String(header), String(json), key);
}

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
    ['with slashes escaped, as Cognito wrote them for years', slashed(accessPayload({ scope: 'api/read' }))],
    ['with a claim that is JSON', sign(idPayload({ 'custom:settings': '{"a":"b\\\\c"}' }), key)],
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
    ['an escape of a letter', tokenOf(HEADER, '{"sub":"\\u0061"}')],
    ['an issuer that is no text', tokenOf(HEADER, '{"iss":["a"]}')],
    ['a beginning that is no number', tokenOf(HEADER, '{"nbf":"1"}')],
    ['a plus in the signature', `${sign(accessPayload(), key)}+`],
    ['a plus in the payload', tokenOf(HEADER, '{}').replace('.c2ln', '+.c2ln')],
    ['a slash in the header', `/${sign(accessPayload(), key)}`],
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

  it('as it has it: whatever it says', () => {
    const library = jest.spyOn(jwt, 'decomposeUnverifiedJwt');
    const plain = fc.string({
      unit: fc.oneof(fc.constantFrom('/', '"', '\\', '.'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
    });
    const text = fc.oneof(
      { arbitrary: plain, weight: 40 },
      { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
      { arbitrary: fc.constantFrom('__proto__', 'constructor', '\\u005f'), weight: 1 },
    );
    const time = fc.oneof(fc.integer(), fc.double(), fc.constant(-0));
    const some = fc.oneof({ arbitrary: text, weight: 40 }, { arbitrary: fc.jsonValue(), weight: 1 });
    const others = fc.dictionary(
      fc.oneof({ arbitrary: plain, weight: 20 }, { arbitrary: fc.constantFrom('__proto__', 'constructor'), weight: 1 }),
      fc.oneof({ arbitrary: plain, weight: 8 }, { arbitrary: fc.jsonValue(), weight: 1 }),
      { maxKeys: 2 },
    );
    const header = fc.record({ alg: some, kid: some }, { requiredKeys: [] });
    const wanted = fc.record(
      {
        iss: some,
        sub: some,
        aud: fc.oneof({ arbitrary: some, weight: 20 }, fc.array(text)),
        scope: some,
        jti: some,
        exp: fc.oneof({ arbitrary: time, weight: 40 }, some),
        nbf: fc.oneof({ arbitrary: time, weight: 40 }, some),
        iat: fc.oneof({ arbitrary: time, weight: 40 }, some),
      },
      { requiredKeys: [] },
    );
    const slashed = fc.boolean();
    let apart = 0;
    const numRuns = 3000;
    const tokens = fc
      .tuple(header, wanted, others, slashed)
      .map(([head, payload, more, isSlashed]) =>
        [head, { ...payload, ...more }]
          .map((part) => JSON.stringify(part))
          .map((json) => (isSlashed ? json.replaceAll('/', '\\/') : json)),
      )
      .map(([head = '', payload = '']) => tokenOf(head, payload));
    fc.assert(
      fc.property(tokens, (token) => {
        library.mockClear();
        outcomeOf(decomposeJwt, token);
        if (library.mock.calls.length === 0) apart++;
        expectTheSame(token);
      }),
      { numRuns },
    );
    // Or it would be the library that is held against itself.
    expect(apart).toBeGreaterThan(numRuns / 4);
    library.mockRestore();
  });

  it('as it has it: however it is broken', () => {
    const json = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant(HEADER));
    const tokens = fc
      .tuple(json, json, fc.string({ maxLength: 8 }), fc.nat(400), fc.string({ maxLength: 2 }))
      .map(([header, payload, signature, at, inserted]) => {
        const token = `${base64url(header)}.${base64url(payload)}.${base64url(signature)}`;
        return inserted.length === 2 ? token.slice(0, at) + inserted + token.slice(at) : token;
      });
    fc.assert(fc.property(tokens, expectTheSame), { numRuns: 2000 });
  });
});

describe('a header that has come before', () => {
  const read = jest.spyOn(JSON, 'parse');
  const HEADERS = Array.from({ length: 5 }, (_, index) => `{"alg":"RS256","kid":"key-${String(index)}"}`);
  /** How much JSON was read. */
  const readingsOf = (header: string, payload = '{"sub":"a"}') => {
    read.mockClear();
    decomposeJwt(tokenOf(header, payload));
    return read.mock.calls.length;
  };

  afterAll(() => {
    read.mockRestore();
  });

  it('is not read again, of four at once', () => {
    const [fifth = '', ...four] = HEADERS;
    // Others may have come before; once they are gone, there is room for four.
    for (let times = 0; times < 2; times++) four.map((header) => readingsOf(header));

    expect(four.map((header) => readingsOf(header))).toEqual([1, 1, 1, 1]);
    expect(readingsOf(fifth)).toBe(2);
    expect(four.map((header) => readingsOf(header))[0]).toBe(2);
  });

  it('is that of its own text alone, and no member of it can be replaced', () => {
    const { header } = decomposeJwt(tokenOf(HEADER, '{}'));

    expect(decomposeJwt(tokenOf(HEADER, '{"sub":"b"}')).header).toBe(header);
    expect(decomposeJwt(tokenOf(`${HEADER} `, '{}')).header).not.toBe(header);
    expect(Object.isFrozen(header)).toBe(true);
  });

  it('is read again if it is longer than any of Cognito’s: whoever sends it must not fill the memory', () => {
    const ofLength = (length: number) => `{"alg":"RS256","kid":"${'k'.repeat(length - 24)}"}`;
    const [longest, tooLong] = [ofLength(192), ofLength(193)];
    expect([longest, tooLong].map((header) => base64url(header).length)).toEqual([256, 258]);
    for (const header of [longest, tooLong]) readingsOf(header);

    expect([longest, tooLong].map((header) => readingsOf(header))).toEqual([1, 2]);
  });

  it('changes nothing of what comes of a token', () => {
    const headers = fc.constantFrom(
      ...HEADERS,
      ...HEADERS.map((header) => `${header} `),
      '{"alg":"none"}',
      '{"alg":"RS256","kid":1}',
      '{"kid":"key-1","constructor":1}',
      '[]',
    );
    const tokens = fc.array(fc.tuple(headers, fc.constantFrom('{}', '{"sub":"a"}', '{"exp":"1"}', '{')), {
      minLength: 20,
    });
    fc.assert(
      fc.property(tokens, (sequence) => {
        for (const [header, payload] of sequence) expectTheSame(tokenOf(header, payload));
      }),
      { numRuns: 200 },
    );
  });
});

describe('JSON that is nested some thousand times', () => {
  it('is read, where the library fails for want of stack', () => {
    const deep = tokenOf(HEADER, `{"sub":"a","b":${'['.repeat(5000)}${']'.repeat(5000)}}`);

    expect(() => jwt.decomposeUnverifiedJwt(deep)).toThrow('not a valid JSON object');
    expect(decomposeJwt(deep).payload.sub).toBe('a');
  });
});
