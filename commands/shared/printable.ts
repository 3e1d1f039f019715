/**
 * What may drive or deceive a terminal: control characters, those that reorder what is around them or can't be seen, line
 * separators, halves of characters. Not the joiner of U+200D, of which emoji are made.
 */
const NOT_PRINTABLE = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text that others have chosen, as it may be shown on a terminal: what may drive it is written out, such as `\u001b`. */
export function printable(text: string): string {
  return text.replace(NOT_PRINTABLE, escaped);
}

/** A value as JSON that may be shown on a terminal, and that says the same. */
export function printableJson(value: unknown): string {
  // Line breaks are those between members: within a text they have been escaped.
  return JSON.stringify(value, undefined, 2).replace(NOT_PRINTABLE, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

/** As JSON writes it, in UTF-16. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
