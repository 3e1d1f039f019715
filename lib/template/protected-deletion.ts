import { Annotations, CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { renderedResource } from './rendered';

/** To acknowledge it: `Annotations.of(revocationTable).acknowledgeWarning(id)`. */
const PROTECTED = 'cognito-sign-out:protectedDeletion';

/**
 * Warns, as the template is made, of a table that is to be deleted with its stack, and protected from it: something else, such as
 * `RemovalPolicies` or an aspect, has changed the one and not the other, and the deletion of the stack would fail.
 *
 * @param scope - what the table is part of
 */
export function warnOfProtectedDeletion(scope: Construct, { node }: Construct): void {
  const validate = () => {
    const resource = node.defaultChild;
    if (!CfnResource.isCfnResource(resource)) return [];
    const { DeletionPolicy, Properties = {} } = renderedResource(resource);
    const replicas = (Properties['Replicas'] ?? []) as { readonly DeletionProtectionEnabled?: unknown }[];
    if (DeletionPolicy === 'Delete' && replicas.some((replica) => replica.DeletionProtectionEnabled === true)) {
      Annotations.of(scope).addWarningV2(
        PROTECTED,
        `The table ${node.path} is protected from deletion, and to be deleted with its stack, which would fail: ` +
          'set deletionProtection: false, or keep the table (RemovalPolicy.RETAIN).',
      );
    }
    return [];
  };
  scope.node.addValidation({ validate });
}
