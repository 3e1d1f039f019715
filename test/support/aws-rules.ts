import type { Template } from 'aws-cdk-lib/assertions';

import { refusedByAppSync } from './graphql-schema';
import type { Resource } from './synth';

/*
 * Rules of AWS that synthesis does not check, and the local cloud does not have. Each takes a template, and tells what a
 * deployment of it would be refused for.
 */

/** What a template breaks of a rule: for people, and empty if nothing. */
export type Rule = (template: Template) => string[];

/** The resources of a type, by logical id. */
function ofType(template: Template, type: string): [string, Resource['Properties']][] {
  return Object.entries(template.findResources(type) as Record<string, Resource>).map(([id, { Properties }]) => [
    id,
    Properties,
  ]);
}

/** The same as text for the same value. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What must be unique within something else, by type: the properties that together may be there once. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  // "Data source with name … already exists" (aws-amplify/amplify-category-api#3484)
  'AWS::AppSync::DataSource': ['ApiId', 'Name'],
  'AWS::AppSync::FunctionConfiguration': ['ApiId', 'Name'],
  'AWS::AppSync::Resolver': ['ApiId', 'TypeName', 'FieldName'],
  // "Authorizer name must be unique"
  'AWS::ApiGateway::Authorizer': ['RestApiId', 'Name'],
  'AWS::ApiGatewayV2::Authorizer': ['ApiId', 'Name'],
  'AWS::ApiGatewayV2::Route': ['ApiId', 'RouteKey'],
};

/** No two resources have the same name in the same API. */
export const namesAreUnique: Rule = (template) =>
  Object.entries(UNIQUE).flatMap(([type, properties]) => {
    const idsByName = Map.groupBy(ofType(template, type), ([, values]) =>
      properties.map((property) => textOf(values[property])).join(' '),
    );
    return [...idsByName]
      .filter(([, resources]) => resources.length > 1)
      .map(([name, resources]) => `${type} ${name}: ${resources.map(([id]) => id).join(', ')}`);
  });

/** AppSync can read every schema. */
export const schemasAreReadable: Rule = (template) =>
  ofType(template, 'AWS::AppSync::GraphQLSchema').flatMap(([id, { Definition }]) =>
    refusedByAppSync(String(Definition)).map((problem) => `${id}: ${problem}`),
  );
