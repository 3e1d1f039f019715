import { Stack, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A resource's properties as the template will have them, with all that was overridden by now. What another construct says is
 * only settled as the template is made: in validations, and in lazy values.
 *
 * @returns the properties by CloudFormation's names; what is known at deployment only is an object, such as `{ Ref: … }`
 */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  return renderedResource(resource).Properties ?? {};
}

/** A resource of a template. */
export interface RenderedResource {
  /** By CloudFormation's names. */
  readonly Properties?: Readonly<Record<string, unknown>>;
  /** What becomes of it with its stack. */
  readonly DeletionPolicy?: string;
}

/** All of a resource as the template will have it: see {@link renderedProperties}. */
export function renderedResource(resource: CfnResource): RenderedResource {
  const { Resources = {} } = Stack.of(resource).resolve(resource._toCloudFormation()) as {
    Resources?: Record<string, RenderedResource>;
  };
  const [rendered] = Object.values(Resources);
  return rendered ?? {};
}

/**
 * Checks something of a construct as the template is made, and tells of it once, however many of ours rely on it.
 *
 * @param construct - what is checked
 * @param name - of the check
 * @param problems - finds what is wrong
 */
export function validateOnce(construct: IConstruct, name: string, problems: () => string[]): void {
  const names = checks.get(construct) ?? new Set();
  if (names.has(name)) return;
  checks.set(construct, names.add(name));
  construct.node.addValidation({ validate: problems });
}

const checks = new WeakMap<IConstruct, Set<string>>();
