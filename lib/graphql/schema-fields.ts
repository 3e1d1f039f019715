/**
 * The names of the fields of a schema's subscriptions, read from its text: those of the type `Subscription`, or of what the schema
 * says instead, its extensions included.
 *
 * @param sdl - in GraphQL's schema definition language
 */
export function subscriptionFieldsOf(sdl: string): string[] {
  const plain = sdl.replaceAll(/"""[^]*?"""|"(?:\\.|[^"\\\n])*"|#.*/g, ' ');
  const [, root = 'Subscription'] = /\bschema\b[^{]*\{[^}]*\bsubscription\s*:\s*(\w+)/.exec(plain) ?? [];
  // Arguments of fields and of directives have names with a colon as well.
  const withoutArguments = plain.replaceAll(/\([^)]*\)/g, ' ');
  const bodies = withoutArguments.matchAll(new RegExp(`\\btype\\s+${root}\\b[^{}]*\\{([^}]*)\\}`, 'g'));
  return Array.from(bodies).flatMap(([, body = '']) =>
    Array.from(body.matchAll(/(\w+)\s*:/g), ([, name = '']) => name),
  );
}
