import { AssetStaging, type aws_appsync as appsync, aws_s3_assets as assets } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';

import { renderedProperties } from '../template/rendered';
import { wholeOf } from '../template/whole';

/** The text of a schema that stands in the template, or in a file that CDK uploads; undefined if it is elsewhere. */
export function schemaTextOf(schema: appsync.CfnGraphQLSchema): string | undefined {
  const { stack } = schema;
  // Amplify makes the file only when it is asked where that is.
  const { Definition: text, DefinitionS3Location } = renderedProperties(schema);
  if (typeof text === 'string') return text;
  const location = JSON.stringify(DefinitionS3Location);
  const asset = wholeOf(schema)
    .node.findAll()
    .find((each) => each instanceof assets.Asset && JSON.stringify(stack.resolve(each.s3ObjectUrl)) === location);
  const staging = asset?.node.children.find((each) => each instanceof AssetStaging);
  return staging === undefined ? undefined : readFileSync(staging.absoluteStagedPath, 'utf8');
}
