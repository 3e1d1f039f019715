import { App, Stack, aws_cognito as cognito, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { TokenRevocation, type TokenRevocationProps } from '../../lib';
import { resourcesOf } from './synth';
import { UNWATCHED } from './unwatched';

/** An app that is not this one, with a user pool, and what it makes of it. */
export function otherApp(env: Environment = {}) {
  const app = new App();
  const stack = new Stack(app, 'Other', { env });
  const userPool = new cognito.UserPool(stack, 'Pool');
  const client = (id: string, props: cognito.UserPoolClientOptions = {}) => userPool.addClient(id, props);
  const revocation = (
    userPoolClients: cognito.IUserPoolClient[],
    props: Partial<Pick<TokenRevocationProps, 'userPool' | 'refreshTokenValidity'>> = {},
  ) => new TokenRevocation(stack, 'Revocation', { monitoring: UNWATCHED, userPool, userPoolClients, ...props });
  return { app, stack, userPool, client, revocation };
}

/** The values of an environment variable in a stack, each once. */
export function valuesOf(stack: Stack, variable: string): unknown[] {
  const values = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').flatMap(({ Properties }) => {
    const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
    return Variables[variable] ?? [];
  });
  return [...new Set(values)];
}
