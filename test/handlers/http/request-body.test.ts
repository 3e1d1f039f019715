import { bytesOf, readForm, readJson } from '../../../lambda/handlers/http/request-body';
import { encoded } from '../../support/events';

const TOO_LARGE = { ok: false, description: 'the body must not be over 10 KB' };
const plain = (body: string) => ({ body, isBase64Encoded: false });

describe('the bytes of a body', () => {
  it('are those that came, encoded by the gateway or not', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x80, 0x0a]);

    expect(bytesOf(encoded(bytes))).toEqual(bytes);
    expect(bytesOf(plain('ä😀'))).toEqual(Buffer.from('ä😀'));
    expect(bytesOf(encoded('ä😀'))).toEqual(Buffer.from('ä😀'));
  });

  it('are none if none came', () => {
    for (const isBase64Encoded of [true, false]) {
      expect(bytesOf({ isBase64Encoded })).toHaveLength(0);
    }
  });
});

describe.each([
  ['as it came', plain],
  ['encoded by the gateway', encoded],
])('a JSON body %s', (_, request) => {
  it.each([
    ['{"a":"ä"}', { a: 'ä' }],
    ['null', null],
    ['[1]', [1]],
    [' 1 ', 1],
    ['', {}],
  ])('%p is read', (body, value) => {
    expect(readJson(request(body))).toEqual({ ok: true, value });
  });

  it.each(['{', '{}{}', 'a=b', "{'a':1}", '\u0000', '\ufeff{}', 'undefined', ' '])('%p is refused', (body) => {
    expect(readJson(request(body))).toEqual({ ok: false, description: 'the body must be JSON' });
  });

  it('has 10 KB at most: bytes, not characters', () => {
    expect(readJson(request(`"${'x'.repeat(10_238)}"`))).toMatchObject({ ok: true });
    expect(readJson(request(`"${'x'.repeat(10_239)}"`))).toEqual(TOO_LARGE);
    expect(readJson(request(`"${'ä'.repeat(5119)}"`))).toMatchObject({ ok: true });
    expect(readJson(request(`"${'ä'.repeat(5119)}x"`))).toEqual(TOO_LARGE);
  });
});

describe.each([
  ['as it came', plain],
  ['encoded by the gateway', encoded],
])('a form %s', (_, request) => {
  it.each([
    ['token=a&client_id=b', { token: 'a', client_id: 'b' }],
    ['token=a+b%2Bc%26%3D%C3%A4', { token: 'a b+c&=ä' }],
    ['token=a=b=', { token: 'a=b=' }],
    ['token=&other', {}],
    ['token=&token=a', { token: 'a' }],
    ['__proto__=a&constructor=b', { ['__proto__']: 'a', constructor: 'b' }],
    ['&&', {}],
    ['', {}],
    ['{"token":"a"}', { '{"token":"a"}': undefined }],
  ])('%p is read', (body, parameters) => {
    const expected = Object.entries(parameters).filter(([, value]) => value !== undefined);

    expect(readForm(request(body))).toEqual({ ok: true, value: new Map(expected as [string, string][]) });
  });

  it.each(['token=a&token=a', 'token=a&token=b', 'x=1&token=a&x=2', 'token=a&%74oken=b', 'token=a&token='])(
    '%p is refused: which one would count?',
    (body) => {
      expect(readForm(request(body))).toEqual({ ok: false, description: 'a parameter must not be repeated' });
    },
  );

  it('has 10 KB at most', () => {
    expect(readForm(request(`token=${'x'.repeat(10_234)}`))).toMatchObject({ ok: true });
    expect(readForm(request(`token=${'x'.repeat(10_235)}`))).toEqual(TOO_LARGE);
  });
});
