import type { Template } from 'aws-cdk-lib/assertions';

import { EarlyReturn, Extensions, GraphqlError, resolverIn, type Resolver } from './appsync';
import { resourcesOf, type Resource } from './synth';

/** Who calls, and with what. */
export interface FieldCall {
  readonly typeName: string;
  readonly fieldName: string;
  /** As `util.authType()` says it. */
  readonly authType?: string;
  readonly identity?: unknown;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** What becomes of a call: AppSync's answer, or the type of its error. */
export type FieldOutcome =
  | { readonly result: unknown; readonly extensions: Extensions }
  | { readonly errorType: string; readonly message: string };

/** Answers the request of an AppSync function: the result, or an error. */
export type DataSource = (request: unknown) => { readonly result?: unknown; readonly error?: unknown };

/** A value of a template in which each reference is the logical id of what it refers to. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref;
  if (attribute !== undefined) return String((attribute as string[])[0]);
  return (join as [string, unknown[]])[1].map(textIn).join('');
}

/** The resolver of a field. */
export function resolverOf(template: Template, typeName: string, fieldName: string): Resource | undefined {
  return resourcesOf(template, 'AWS::AppSync::Resolver').find(
    ({ Properties }) => Properties['TypeName'] === typeName && Properties['FieldName'] === fieldName,
  );
}

/** The functions of its pipeline, in order. */
export function functionsOf(template: Template, typeName: string, fieldName: string): Resource[] {
  const all = template.findResources('AWS::AppSync::FunctionConfiguration') as Record<string, Resource>;
  const { PipelineConfig } = resolverOf(template, typeName, fieldName)?.Properties ?? {};
  const { Functions = [] } = (PipelineConfig ?? {}) as { Functions?: unknown[] };
  return Functions.flatMap((id) => all[textIn(id)] ?? []);
}

/** Their names. */
export function namesOf(template: Template, typeName: string, fieldName: string): unknown[] {
  return functionsOf(template, typeName, fieldName).map(({ Properties }) => Properties['Name']);
}

/**
 * Runs a pipeline of a template, all of JavaScript, in the order that AppSync does.
 *
 * @param dataSource - behind all of its functions
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html#execution-flow-js
 */
export function callField(template: Template, call: FieldCall, dataSource: DataSource): FieldOutcome {
  const { typeName, fieldName, authType = 'User Pool Authorization', identity = null, args = {} } = call;
  const extensions = new Extensions();
  const moduleIn = ({ Properties }: Resource): Resolver =>
    resolverIn(textIn(Properties['Code']), { extensions, authType });
  const field = resolverOf(template, typeName, fieldName);
  if (field === undefined) throw new Error(`${typeName}.${fieldName} has no resolver`);
  const context = { args, identity, info: { parentTypeName: typeName, fieldName }, stash: {} };
  try {
    const { request, response } = moduleIn(field);
    let prev = { result: request(context) };
    for (const each of functionsOf(template, typeName, fieldName)) prev = { result: run(moduleIn(each), prev) };
    return { result: response({ ...context, prev, result: prev.result }), extensions };
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    return { errorType: error.errorType, message: error.message };
  }

  function run({ request, response }: Resolver, prev: { readonly result: unknown }): unknown {
    let asked: unknown;
    try {
      asked = request({ ...context, prev });
    } catch (signal) {
      if (signal instanceof EarlyReturn) return signal.value;
      throw signal;
    }
    return response({ ...context, prev, ...dataSource(asked) });
  }
}
