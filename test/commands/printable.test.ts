import { printable, printableJson } from '../../commands/shared/printable';

const DRIVES = [
  ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
  ['a control sequence in one character', '\u009b2J', '\\u009b2J'],
  ['a line break', 'a\r\nb', 'a\\u000d\\u000ab'],
  ['a bell, a backspace, a delete', '\u0007\b\u007f', '\\u0007\\u0008\\u007f'],
  ['text that runs the other way', '\u202egnp', '\\u202egnp'],
  ['text that cannot be seen', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
  ['a separator of lines', '\u2028\u2029', '\\u2028\\u2029'],
  ['a tag, which takes two units', '\u{e0041}', '\\udb40\\udc41'],
  ['half of a character', '\ud83d', '\\ud83d'],
] as const;

describe('a text that others have chosen', () => {
  it.each(DRIVES)('cannot drive a terminal: %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(['Pixel 9', 'Zoës Gerät', '携帯電話', '👩‍💻 at work', 'C:\\Users', ''])('is shown as it is: %s', (text) => {
    expect(printable(text)).toBe(text);
  });
});

describe('JSON', () => {
  it.each(DRIVES)('says the same, and cannot drive a terminal: %s', (_, text) => {
    const json = printableJson({ label: text });

    expect(JSON.parse(json)).toEqual({ label: text });
    expect(json.split('\n')).toHaveLength(3);
    expect(printable(json.replaceAll('\n', ''))).toBe(json.replaceAll('\n', ''));
  });
});
