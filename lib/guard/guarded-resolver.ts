import { CfnResource, Token, Tokenization, aws_appsync as appsync } from 'aws-cdk-lib';

import { resolverSource, graphqlFile } from '../graphql/resolver-code';
import { renderedProperties } from '../template/rendered';

/** https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MAX_FUNCTIONS = 10;
const RUNTIME = { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' };
/** The only one that AppSync takes in functions. */
const FUNCTION_VERSION = '2018-05-29';

/**
 * Puts the guard first into the pipeline of a resolver. A unit resolver becomes a pipeline of the guard and a function that
 * is what the resolver was.
 *
 * @returns why that is not possible; undefined once it is done
 */
export function guardResolver(
  resolver: appsync.CfnResolver,
  guard: appsync.CfnFunctionConfiguration,
): string | undefined {
  if (resolver.cachingConfig !== undefined)
    return 'is cached, and a cached answer asks no guard: take cachingConfig away';
  return resolver.kind === 'PIPELINE' ? guardPipeline(resolver, guard) : guardUnit(resolver, guard);
}

/** A resolver for a subscription that has none. */
export function guardedSubscription(
  scope: appsync.CfnFunctionConfiguration,
  typeName: string,
  fieldName: string,
): appsync.CfnResolver {
  return new appsync.CfnResolver(scope, fieldName, {
    apiId: scope.apiId,
    typeName,
    fieldName,
    kind: 'PIPELINE',
    runtime: RUNTIME,
    code: resolverSource(graphqlFile('guarded-subscription.js')),
    pipelineConfig: { functions: [scope.attrFunctionId] },
  });
}

function guardPipeline(resolver: appsync.CfnResolver, guard: appsync.CfnFunctionConfiguration): string | undefined {
  const { pipelineConfig } = resolver;
  const functions = Tokenization.isResolvable(pipelineConfig) ? undefined : (pipelineConfig?.functions ?? []);
  if (functions === undefined || Token.isUnresolved(functions)) {
    return 'has functions that are not known yet: give pipelineConfig as an array';
  }
  if (functions.length >= MAX_FUNCTIONS) {
    return `has ${String(functions.length)} functions, and AppSync takes ${String(MAX_FUNCTIONS)} with the guard: make two of them one`;
  }
  resolver.pipelineConfig = { functions: [guard.attrFunctionId, ...functions] };
  return undefined;
}

function guardUnit(resolver: appsync.CfnResolver, guard: appsync.CfnFunctionConfiguration): string | undefined {
  const { kind = 'UNIT', dataSourceName, typeName, fieldName } = resolver;
  if (kind !== 'UNIT') return `has the kind ${kind}: allowed are UNIT and PIPELINE`;
  if (dataSourceName === undefined) return 'has no data source: give it one, or functions';
  const obstacle = obstacleToFunction(resolver);
  if (obstacle !== undefined) return obstacle;

  const unit = new appsync.CfnFunctionConfiguration(resolver, 'Unit', {
    apiId: resolver.apiId,
    name: `CognitoSignOut_${typeName}_${fieldName}`,
    dataSourceName,
    ...(resolver.runtime === undefined && { functionVersion: FUNCTION_VERSION }),
  });
  moveToFunction(resolver, unit);
  for (const each of resolver.obtainDependencies()) if (CfnResource.isCfnResource(each)) unit.node.addDependency(each);
  unit.node.addDependency(...resolver.node.dependencies);
  resolver.kind = 'PIPELINE';
  resolver.dataSourceName = undefined;
  resolver.runtime = RUNTIME;
  resolver.code = resolverSource(graphqlFile('guarded-unit.js'));
  resolver.pipelineConfig = { functions: [guard.attrFunctionId, unit.attrFunctionId] };
  return undefined;
}

/** What of a resolver is moved to the function, by CloudFormation's names. */
const MOVED = {
  Code: 'code',
  CodeS3Location: 'codeS3Location',
  RequestMappingTemplate: 'requestMappingTemplate',
  RequestMappingTemplateS3Location: 'requestMappingTemplateS3Location',
  ResponseMappingTemplate: 'responseMappingTemplate',
  ResponseMappingTemplateS3Location: 'responseMappingTemplateS3Location',
  DataSourceName: 'dataSourceName',
  MaxBatchSize: 'maxBatchSize',
} as const;

/**
 * An override would stay behind, and have the last word on the pipeline. A template of an older version treats errors in another
 * way than a function does. JavaScript has no versions.
 */
function obstacleToFunction(resolver: appsync.CfnResolver): string | undefined {
  const rendered = renderedProperties(resolver);
  const isOverridden = ([name, property]: [string, (typeof MOVED)[keyof typeof MOVED]]) =>
    JSON.stringify(rendered[name]) !== JSON.stringify(resolver.stack.resolve(resolver[property]));
  const [overridden] = Object.entries(MOVED).find(isOverridden) ?? [];
  if (overridden !== undefined) {
    return `has its ${overridden} by an override, which the guard can't move: give the property itself, or make it a pipeline resolver`;
  }
  if (resolver.runtime !== undefined) return undefined;
  if (resolver.requestMappingTemplateS3Location !== undefined) {
    return `has a request mapping template in S3, whose version is not known: make it a pipeline resolver`;
  }
  const template = resolver.requestMappingTemplate;
  if (template !== undefined && !template.includes(FUNCTION_VERSION)) {
    return `has a request mapping template of another version than ${FUNCTION_VERSION}, which functions must have: change the version, or write it in JavaScript`;
  }
  return undefined;
}

function moveToFunction(resolver: appsync.CfnResolver, unit: appsync.CfnFunctionConfiguration): void {
  unit.runtime = resolver.runtime;
  unit.code = resolver.code;
  unit.codeS3Location = resolver.codeS3Location;
  unit.requestMappingTemplate = resolver.requestMappingTemplate;
  unit.requestMappingTemplateS3Location = resolver.requestMappingTemplateS3Location;
  unit.responseMappingTemplate = resolver.responseMappingTemplate;
  unit.responseMappingTemplateS3Location = resolver.responseMappingTemplateS3Location;
  unit.maxBatchSize = resolver.maxBatchSize;
  unit.syncConfig = resolver.syncConfig;
  resolver.codeS3Location = undefined;
  resolver.requestMappingTemplate = undefined;
  resolver.requestMappingTemplateS3Location = undefined;
  resolver.responseMappingTemplate = undefined;
  resolver.responseMappingTemplateS3Location = undefined;
  resolver.maxBatchSize = undefined;
  resolver.syncConfig = undefined;
}
