import type { aws_appsync as appsync } from 'aws-cdk-lib';

import { schemaTextOf } from '../graphql/schema-text';
import { DEFAULT_ROOTS, readSchemaRoots, type SchemaRoots } from '../graphql/schema-roots';

/**
 * The root types of an API.
 *
 * @param subscriptionFields - all of them, where the schema can't be read as the template is made
 * @returns the root types, or why they are not known
 */
export function rootsOf(
  schemas: readonly appsync.CfnGraphQLSchema[],
  subscriptionFields: readonly string[] | undefined,
): SchemaRoots | { readonly unknown: string } {
  const texts = schemas.map(schemaTextOf);
  if (texts.length === 0 || texts.includes(undefined)) {
    return subscriptionFields === undefined
      ? { unknown: "its schema can't be read here: name all fields of its subscription type, subscriptionFields" }
      : { ...DEFAULT_ROOTS, subscriptionFields };
  }
  const roots = readSchemaRoots(texts.join('\n'));
  const missing = (subscriptionFields ?? []).filter((field) => !roots.subscriptionFields.includes(field));
  if (missing.length === 0) return roots;
  return { unknown: `subscriptionFields: the type ${roots.subscription} has no ${missing.join(', ')}` };
}
