import { AssetStaging, Stage, type aws_appsync as appsync, aws_s3_assets as assets } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';

import { renderedProperties } from '../template/rendered';
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
  const texts = schemas.map(textOf);
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

/** The text of a schema that stands in the template, or in a file that CDK uploads; undefined if it is elsewhere. */
function textOf(schema: appsync.CfnGraphQLSchema): string | undefined {
  const { node, stack } = schema;
  // Amplify makes the file only when it is asked where that is.
  const { Definition: text, DefinitionS3Location } = renderedProperties(schema);
  if (typeof text === 'string') return text;
  const location = JSON.stringify(DefinitionS3Location);
  const root = Stage.of(stack) ?? node.root;
  const asset = root.node
    .findAll()
    .find((each) => each instanceof assets.Asset && JSON.stringify(stack.resolve(each.s3ObjectUrl)) === location);
  const staging = asset?.node.children.find((each) => each instanceof AssetStaging);
  return staging === undefined ? undefined : readFileSync(staging.absoluteStagedPath, 'utf8');
}
