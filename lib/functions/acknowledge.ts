import { CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says of a rule of cdk-nag why a construct does not follow it: to cdk-nag 3, and in the resource's metadata, where cdk-nag 2
 * looks.
 *
 * @param id - such as `AwsSolutions-APIG1`; for cdk-nag 3 with the finding in brackets where there are several
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  try {
    Validations.of(construct).acknowledge({ id, reason });
  } catch {
    // Before 2.269 CDK refuses ids with a double colon. Nothing but a finding of cdk-nag comes of it.
  }
  const resource = construct.node.defaultChild ?? construct;
  if (CfnResource.isCfnResource(resource)) suppress(resource, id, reason);
}

/** @see https://github.com/cdklabs/cdk-nag/blob/v2/README.md */
function suppress(resource: CfnResource, id: string, reason: string): void {
  const [rule = id, finding] = id.split(/\[(.*)\]$/);
  const { rules_to_suppress: before = [] } = (resource.getMetadata('cdk_nag') ?? {}) as {
    rules_to_suppress?: object[];
  };
  const suppression = { id: rule, reason, ...(finding !== undefined && { applies_to: [finding] }) };
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...before, suppression] });
}
