import { type aws_appsync as appsync } from 'aws-cdk-lib';

import { DEFAULT_ROOTS, readSchemaRoots, type SchemaRoots } from './schema-roots';

/**
 * The root types of an API.
 *
 * @param subscriptionFields - all of them, where the schema can't be read as the template is made
 * @returns roots, or why they are not known
 */
export function rootsOf(
  schemas: readonly appsync.CfnGraphQLSchema[],
  subscriptionFields: readonly string[] | undefined,
): SchemaRoots | { readonly unknown: string } {
  const texts = schemas.map(({ stack, definition }) => stack.resolve(definition) as unknown);
  const isReadable = texts.length > 0 && texts.every((text) => typeof text === 'string');
  if (!isReadable) {
    return subscriptionFields === undefined
      ? { unknown: 'its schema can’t be read here: name all fields of its subscription type, subscriptionFields' }
      : { ...DEFAULT_ROOTS, subscriptionFields };
  }
  const roots = readSchemaRoots(texts.join('\n'));
  const missing = (subscriptionFields ?? []).filter((field) => !roots.subscriptionFields.includes(field));
  return missing.length === 0
    ? roots
    : {
        unknown: `subscriptionFields: the schema has no ${missing.map((field) => `${roots.subscription}.${field}`).join(', ')}`,
      };
}
