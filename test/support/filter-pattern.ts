/**
 * Whether CloudWatch Logs takes a line for one that a JSON filter pattern means: of its language, what we use, which is `&&`, `||`,
 * parentheses, and `=` and `!=` with a text that may have wildcards.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matches(pattern: string, line: unknown): boolean {
  const tokens = pattern.match(/[{}()]|&&|\|\||!=|=|"[^"]*"|\$[\w.]+/g) ?? [];
  const take = (expected?: string) => {
    const token = tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`expected ${expected ?? 'more'}, got ${String(token)}: ${pattern}`);
    }
    return token;
  };
  const term = (): boolean => {
    take('(');
    if (tokens[0] === '(') {
      const inner = expression();
      take(')');
      return inner;
    }
    const [selector, operator, value] = [take(), take(), take()];
    take(')');
    const found = valueAt(line, selector);
    // What is not there is equal to nothing, and unequal to nothing.
    return typeof found === 'string' && isLike(found, value.slice(1, -1)) === (operator === '=');
  };
  const expression = (): boolean => {
    let result = term();
    while (tokens[0] === '&&' || tokens[0] === '||') {
      const operator = take();
      const next = term();
      result = operator === '&&' ? result && next : result || next;
    }
    return result;
  };
  take('{');
  const result = expression();
  take('}');
  return result;
}

function valueAt(line: unknown, selector: string): unknown {
  const names = selector.split('.').slice(1);
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    line,
  );
}

function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
