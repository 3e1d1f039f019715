import { type CfnResource, Stack } from 'aws-cdk-lib';

/**
 * Properties of a resource as they will stand in the template, overrides included. Call it when the template is made (in a
 * validation, or a lazy value), not before: until then the resource may be changed.
 */
export function propertiesOf(resource: CfnResource): Readonly<Record<string, unknown>> {
  const { Resources = {} } = Stack.of(resource).resolve(resource._toCloudFormation()) as {
    Resources?: Record<string, { Properties?: Record<string, unknown> }>;
  };
  const [rendered] = Object.values(Resources);
  return rendered?.Properties ?? {};
}
