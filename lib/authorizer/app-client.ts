import { CfnResource, Token, type aws_cognito as cognito } from 'aws-cdk-lib';

import { referredToBy } from '../template/reference';
import { renderedProperties, validateOnce } from '../template/rendered';

const CLIENT = 'AWS::Cognito::UserPoolClient';

/** The resource of an app client, if this app defines it: also of one that was made by its resource, and imported by its id. */
export function resourceOf(client: cognito.IUserPoolClient): CfnResource | undefined {
  return [client.node.defaultChild, referredToBy(client.userPoolClientId)].find(
    (found): found is CfnResource => CfnResource.isCfnResource(found) && found.cfnResourceType === CLIENT,
  );
}

/**
 * Refuses, as the template is made, what could not be signed out of: clients without token revocation, whose tokens name no
 * session, and clients of another pool, whose tokens come from another issuer. As far as this app defines the client.
 */
export function validateClients(
  userPool: cognito.IUserPool,
  userPoolClients: readonly cognito.IUserPoolClient[],
): void {
  for (const client of userPoolClients) {
    validateOnce(client, 'revocable', () => {
      const resource = resourceOf(client);
      return resource !== undefined && isOff(renderedProperties(resource)['EnableTokenRevocation'])
        ? [
            `userPoolClients: ${client.node.path} has token revocation off; its tokens would all be rejected: switch it on (enableTokenRevocation: true)`,
          ]
        : [];
    });
    validateOnce(client, `of ${userPool.node.addr}`, () => {
      const other = poolOtherThan(userPool, client);
      return other === undefined
        ? []
        : [
            `userPoolClients: ${client.node.path} is a client of ${other}; allowed: clients of ${userPool.node.path}, as the tokens of others are rejected: leave it out, or give its own pool a TokenRevocation`,
          ];
    });
  }
}

/** CloudFormation takes the text as well. Without a value it is on. */
function isOff(enabled: unknown): boolean {
  return enabled === false || enabled === 'false';
}

/** The pool that a client is of, if that is another one for sure. */
function poolOtherThan(userPool: cognito.IUserPool, client: cognito.IUserPoolClient): string | undefined {
  const resource = resourceOf(client);
  if (resource === undefined) return undefined;
  const { UserPoolId: id } = renderedProperties(resource);
  if (typeof id === 'string') return isOtherText(id, userPool.userPoolId) ? id : undefined;
  const { userPoolId } = resource as Partial<Pick<cognito.CfnUserPoolClient, 'userPoolId'>>;
  const theirs = referredToBy(userPoolId);
  const ours = referredToBy(userPool.userPoolId);
  const isOther = CfnResource.isCfnResource(theirs) && CfnResource.isCfnResource(ours) && theirs !== ours;
  return isOther ? theirs.node.path : undefined;
}

function isOtherText(id: string, ours: string): boolean {
  return !Token.isUnresolved(ours) && id !== ours;
}
