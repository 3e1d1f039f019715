import { Fn, Lazy, Stack, type aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Who may revoke, by table. */
const revokers = new WeakMap<IConstruct, iam.IPrincipal[]>();

/** Keeps in mind that a principal may revoke. */
export function rememberRevoker(table: IConstruct, { grantPrincipal }: iam.IGrantable): void {
  revokers.set(table, [...(revokers.get(table) ?? []), grantPrincipal]);
}

/**
 * ARNs of the roles that may revoke, comma-separated: those that are granted it later too, but only those of this stack,
 * since two stacks cannot each need the other first.
 */
export function revokerRoleArns(table: IConstruct, stack: Stack): string {
  const produce = () => {
    const roles = (revokers.get(table) ?? []).filter(isRole).filter((role) => Stack.of(role) === stack);
    return Fn.join(
      ',',
      roles.map(({ roleArn }) => roleArn),
    );
  };
  return Lazy.uncachedString({ produce });
}

function isRole(principal: iam.IPrincipal): principal is iam.IRole {
  return 'roleArn' in principal;
}
