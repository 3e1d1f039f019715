import fc from 'fast-check';
import { buildSchema, parse, print } from 'graphql';
import { readFileSync } from 'node:fs';

import { readSchemaRoots } from '../../../lib/graphql/schema-roots';

const DEFAULTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

describe('the root types of a schema', () => {
  it('are those of GraphQL, unless it says otherwise', () => {
    expect(readSchemaRoots('type Query { a: String }')).toEqual({ ...DEFAULTS, subscriptionFields: [] });
    expect(
      readSchemaRoots(
        'schema @a(b: {c: 1}) { query: Reads, mutation: Writes subscription:Hears } type Hears { x: Int }',
      ),
    ).toEqual({
      query: 'Reads',
      mutation: 'Writes',
      subscription: 'Hears',
      subscriptionFields: ['x'],
    });
  });

  it('are found in what is shipped', () => {
    const { subscriptionFields } = readSchemaRoots(readFileSync('lib/graphql/schema.graphql', 'utf8'));

    expect(subscriptionFields).toEqual(['sessionNotice']);
  });

  it.each<[string, string, string[]]>([
    [
      'arguments, defaults and directives',
      'type Subscription @aws_iam { a(x: I = {b: 1, c: [2]}, y: [Int!]!): [T!]! @aws_subscribe(mutations: ["m: n", "}"]) b: T @d(e: 1) @f c(x: Int): T }',
      ['a', 'b', 'c'],
    ],
    ['extensions', 'type Subscription { a: T } type Other { b: T } extend type Subscription { c: T }', ['a', 'c']],
    [
      'comments and descriptions',
      '"""type Subscription { z: T }"""\ntype Subscription # { y: T }\n{ "x: T" a: T """\n w: T \\""" v: T """ b: T # c: T\n d: T }',
      ['a', 'b', 'd'],
    ],
    [
      'names that are keywords',
      'type A { type: Int schema: Int } input B { type: Int } type Subscription { type: T schema(input: Int): T enum: T }',
      ['type', 'schema', 'enum'],
    ],
    [
      'types, interfaces, unions and directives whose names are keywords',
      'scalar type type schema { subscription: T } enum input { A } union union = type | input ' +
        'type Subscription implements interface & enum @directive @type { a: T }',
      ['a'],
    ],
    [
      'names that begin alike',
      'type SubscriptionX { a: T } type XSubscription { b: T } interface Subscription2 { c: T }',
      [],
    ],
    [
      'unions and scalars in between',
      'union U = A | B scalar S directive @d(a: Int) on OBJECT | FIELD_DEFINITION type Subscription implements I & J { a: T }',
      ['a'],
    ],
    ['another type that is named so', 'input Subscription { a: Int } enum E { Subscription }', []],
  ])('have the fields, whatever stands around them: %s', (_, sdl, fields) => {
    expect(readSchemaRoots(sdl).subscriptionFields).toEqual(fields);
  });

  it('are those that a parser finds', () => {
    const name = fc.constantFrom('a', 'type', 'schema', 'subscription', 'Subscription', 'onOrder', '_x1');
    const text = fc.constantFrom(
      '',
      '"a description: {" ',
      '"""\nblock } type Subscription { z: Int }\n"""\n',
      '# a comment {\n',
    );
    const field = fc
      .tuple(
        text,
        name,
        fc.constantFrom('', '(type: Int = 1)', '(x: [Int!], "y: z" y: String = "}")'),
        fc.constantFrom('Int', '[Int!]!'),
        fc.constantFrom('', ' @d', ' @e(f: "x: {", g: {h: 1})'),
      )
      .map(([before, field, args, type, after]) => ({ field, sdl: `${before}${field}${args}: ${type}${after}\n` }));
    const body = fc.uniqueArray(field, { minLength: 1, selector: ({ field }) => field });
    fc.assert(
      fc.property(body, body, text, fc.boolean(), (fields, more, before, isExtended) => {
        const extension = more.filter(({ field }) => !fields.some((known) => known.field === field));
        const sdl = [
          'directive @d on FIELD_DEFINITION directive @e(f: String, g: In) on FIELD_DEFINITION input In { h: Int }',
          'type Query { type: Int }',
          `${before}type Subscription {${fields.map((each) => each.sdl).join('')}}`,
          ...(isExtended && extension.length > 0
            ? [`extend type Subscription {${extension.map((each) => each.sdl).join('')}}`]
            : []),
        ].join('\n');
        const expected = Object.keys(buildSchema(sdl).getSubscriptionType()?.getFields() ?? {});

        expect(readSchemaRoots(sdl).subscriptionFields).toEqual(expected);
        expect(readSchemaRoots(print(parse(sdl))).subscriptionFields).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
