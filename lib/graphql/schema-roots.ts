/** The root types of a GraphQL schema, and the fields of the one whose fields may have no resolver and yet deliver. */
export interface SchemaRoots {
  /** Name of the query type. */
  readonly query: string;
  /** Name of the mutation type. */
  readonly mutation: string;
  /** Name of the subscription type. */
  readonly subscription: string;
  /** Names of the fields of the subscription type. */
  readonly subscriptionFields: readonly string[];
}

/** Those of a schema that does not say otherwise. */
export const DEFAULT_ROOTS: SchemaRoots = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
  subscriptionFields: [],
};

/**
 * Reads the root types in the text of a schema, extensions included. Takes for granted that it is one: AppSync will say.
 *
 * @see https://spec.graphql.org/October2021/#sec-Schema
 */
export function readSchemaRoots(sdl: string): SchemaRoots {
  const definitions = definitionsIn(tokensOf(sdl));
  const roots: Record<string, string> = {};
  for (const { body } of definitions.filter(({ keyword }) => keyword === 'schema')) {
    body.forEach((token, index) => {
      if (body[index + 1] === ':') roots[token] = body[index + 2] ?? '';
    });
  }
  const { query = 'Query', mutation = 'Mutation', subscription = 'Subscription' } = roots;
  const subscriptionFields = fieldsOf(definitions, subscription).map(({ name }) => name);
  return { query, mutation, subscription, subscriptionFields };
}

/** A field of a type. */
export interface SchemaField {
  /** Without its arguments. */
  readonly name: string;
  /** Names of its directives, without the `@`. */
  readonly directives: readonly string[];
}

/** Reads the fields of a type in the text of a schema, extensions included: see {@link readSchemaRoots}. */
export function readFields(sdl: string, type: string): readonly SchemaField[] {
  return fieldsOf(definitionsIn(tokensOf(sdl)), type);
}

function fieldsOf(definitions: readonly Definition[], type: string): SchemaField[] {
  const ofType = definitions.filter(({ keyword, name }) => keyword === 'type' && name === type);
  return ofType.flatMap(({ body }) => fieldsIn(body));
}

/** `schema { … }` or `type Name { … }`, also as extensions. */
interface Definition {
  readonly keyword: string;
  readonly name: string;
  /** What is in the braces. */
  readonly body: readonly string[];
}

/** Comments, texts, names, and any other sign but the comma, which means nothing. */
const TOKEN = /#[^\n\r]*|"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*"|\w+|[^\s,\uFEFF]/g;

/** What comes after these outside of braces, or after a keyword, is a name: GraphQL reserves no word. */
const BEFORE_NAMES = ['implements', '&', '@', '|', '='];

function tokensOf(sdl: string): string[] {
  return (sdl.match(TOKEN) ?? []).filter((token) => !token.startsWith('#') && !token.startsWith('"'));
}

function definitionsIn(tokens: readonly string[]): Definition[] {
  const definitions: Definition[] = [];
  let head: { keyword: string; name: string } | undefined;
  let start = 0;
  let depth = 0;
  let nameAt = -1;
  tokens.forEach((token, index) => {
    const isName = index === nameAt || BEFORE_NAMES.includes(tokens[index - 1] ?? '');
    if (depth === 0 && isKeyword(token) && !isName) {
      head = { keyword: token, name: tokens[index + 1] ?? '' };
      nameAt = token === 'schema' ? -1 : index + 1;
    }
    if (isOpening(token)) depth += 1;
    if (token === '{' && depth === 1) start = index + 1;
    if (isClosing(token)) depth -= 1;
    if (token === '}' && depth === 0 && head !== undefined) {
      definitions.push({ ...head, body: tokens.slice(start, index) });
      head = undefined;
    }
  });
  return definitions;
}

function fieldsIn(body: readonly string[]): SchemaField[] {
  const fields: { name: string; directives: string[] }[] = [];
  let depth = 0;
  body.forEach((token, index) => {
    if (isOpening(token)) depth += 1;
    if (isClosing(token)) depth -= 1;
    if (depth > 0 || !/^\w/.test(token)) return;
    // A directive may have arguments as well.
    if (body[index - 1] === '@') fields.at(-1)?.directives.push(token);
    else if (/^[(:]$/.test(body[index + 1] ?? '')) fields.push({ name: token, directives: [] });
  });
  return fields;
}

function isKeyword(token: string): boolean {
  return ['schema', 'type', 'interface', 'input', 'enum', 'union', 'scalar', 'directive'].includes(token);
}

function isOpening(token: string): boolean {
  return token === '{' || token === '(';
}

function isClosing(token: string): boolean {
  return token === '}' || token === ')';
}
