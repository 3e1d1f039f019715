import { CfnResource, type aws_appsync as appsync } from 'aws-cdk-lib';

import { readSchemaRoots } from '../graphql/schema-roots';
import { referredToBy } from '../template/reference';
import { renderedProperties } from '../template/rendered';

type Properties = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the fields that are to be protected, as the template is made: those that the API's schema lacks, and those
 * whose resolver sets no invalidation filter, so that nothing would ever end them. As far as schema and code are text in this app.
 */
export function problemsOf(api: appsync.GraphqlApi, fields: readonly string[]): string[] {
  const inSchema = schemaFieldsOf(api);
  const resolvers = resolversOf(api);
  return fields.flatMap((field) => {
    const where = `subscriptionFields: ${field} of ${api.node.path}`;
    if (inSchema?.includes(field) === false) {
      const known = inSchema.length === 0 ? 'none' : inSchema.join(', ');
      return [`${where} is not in its schema; allowed: fields of its type Subscription, which are ${known}`];
    }
    const resolver = resolvers.find(({ FieldName }) => FieldName === field);
    if (resolver === undefined) return [`${where} has no resolver; ${NEEDED}`];
    return setsFilter(resolver) ? [] : [`${where} has a resolver that sets no invalidation filter; ${NEEDED}`];
  });
}

const NEEDED =
  'allowed: fields with one that calls extensions.setSubscriptionInvalidationFilter, as SubscriptionResolver.fromFile() makes it; ' +
  'without, subscriptions go on after a sign-out';

/** Undefined if that is not for us to know: the schema is a file elsewhere, or that of several APIs. */
function schemaFieldsOf(api: appsync.GraphqlApi): readonly string[] | undefined {
  const [schema] = resourcesOf(api, 'AWS::AppSync::GraphQLSchema');
  return typeof schema?.['Definition'] === 'string'
    ? readSchemaRoots(schema['Definition']).subscriptionFields
    : undefined;
}

function resolversOf(api: appsync.GraphqlApi): Properties[] {
  return resourcesOf(api, 'AWS::AppSync::Resolver').filter(
    ({ TypeName }) => TypeName !== 'Query' && TypeName !== 'Mutation',
  );
}

/** The resources of an API, wherever in the app they are. */
function resourcesOf(api: appsync.GraphqlApi, type: string): Properties[] {
  return api.node.root.node
    .findAll()
    .filter((found): found is CfnResource => CfnResource.isCfnResource(found) && found.cfnResourceType === type)
    .filter((found) => referredToBy((found as { readonly apiId?: unknown }).apiId) === api.node.defaultChild)
    .map(renderedProperties);
}

const CODE = ['Code', 'RequestMappingTemplate', 'ResponseMappingTemplate'];

/** Whether it does, or may: code can be a file elsewhere, or in the functions of a pipeline. */
function setsFilter(resolver: Properties): boolean {
  const isElsewhere =
    resolver['Kind'] === 'PIPELINE' || CODE.some((name) => resolver[`${name}S3Location`] !== undefined);
  return isElsewhere || CODE.some((name) => setsFilterOrIsUnknown(resolver[name]));
}

function setsFilterOrIsUnknown(code: unknown): boolean {
  return typeof code === 'string' ? code.includes('setSubscriptionInvalidationFilter') : code !== undefined;
}
