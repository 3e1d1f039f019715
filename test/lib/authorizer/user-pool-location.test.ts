import { Stack, type App, aws_cognito as cognito } from 'aws-cdk-lib';
import { CognitoJwtVerifier } from 'aws-jwt-verify';

import { USER_POOL_ID } from '../../../lib/authorizer/user-pool-location';
import { otherApp } from '../../support/other-app';
import { knownRegions } from '../../support/partitions';

const HERE = { region: 'eu-west-1', account: '111111111111' };
const fromUserPoolArn = (stack: Stack, id: string, poolArn: string) =>
  cognito.UserPool.fromUserPoolArn(stack, id, poolArn);
const fromUserPoolId = (stack: Stack, id: string, poolId: string) => cognito.UserPool.fromUserPoolId(stack, id, poolId);
const arn = (region: string, account: string) => `arn:aws:cognito-idp:${region}:${account}:userpool/${region}_Theirs`;

/** A revocation in a stack of an environment, for a pool and a client of its own. */
function revocationFor(env: typeof HERE | undefined, pool: (stack: Stack, app: App) => cognito.IUserPool) {
  const { app, stack, revocation } = otherApp(env);
  const userPool = pool(stack, app);
  return () => revocation([cognito.UserPoolClient.fromUserPoolClientId(stack, 'Theirs', 'client1')], { userPool });
}

describe('a user pool', () => {
  it.each<[string, (stack: Stack, app: App) => cognito.IUserPool, string]>([
    [
      'of another Region, by its ARN',
      (stack) => fromUserPoolArn(stack, 'Far', arn('us-east-1', HERE.account)),
      'Other/Far is in the Region us-east-1; allowed: eu-west-1, that of the stack Other: deploy the revocation where the pool is',
    ],
    [
      'of another Region, by its id',
      (stack) => fromUserPoolId(stack, 'Far', 'us-east-1_Theirs'),
      'Other/Far is in the Region us-east-1; allowed: eu-west-1',
    ],
    [
      'of another Region, in a stack of this app',
      (_, app) =>
        new cognito.UserPool(
          new Stack(app, 'Far', { env: { ...HERE, region: 'us-east-1' }, crossRegionReferences: true }),
          'Pool',
        ),
      'Far/Pool is in the Region us-east-1; allowed: eu-west-1',
    ],
    [
      'of another account',
      (stack) => fromUserPoolArn(stack, 'Far', arn(HERE.region, '222222222222')),
      'Other/Far is in the account 222222222222; allowed: 111111111111, that of the stack Other',
    ],
    [
      'whose id can be none',
      (stack) => fromUserPoolId(stack, 'Far', 'nonsense'),
      'got the id "nonsense"; allowed: the id of a user pool, such as us-east-1_AbCd12345',
    ],
  ])('is refused: %s', (_, pool, message) => {
    expect(revocationFor(HERE, pool)).toThrow(`userPool: ${message}`);
  });

  it.each<[string, typeof HERE | undefined, (stack: Stack) => cognito.IUserPool]>([
    ['of the same place', HERE, (stack) => fromUserPoolArn(stack, 'Near', arn(HERE.region, HERE.account))],
    ['known by its id', HERE, (stack) => fromUserPoolId(stack, 'Near', 'eu-west-1_Theirs')],
    ['of a place that nobody knows yet', undefined, (stack) => fromUserPoolId(stack, 'Near', 'eu-west-1_Theirs')],
    ['of a GovCloud', undefined, (stack) => fromUserPoolId(stack, 'Near', 'us-gov-west-1_Theirs')],
    ['of the European Sovereign Cloud', undefined, (stack) => fromUserPoolId(stack, 'Near', 'eusc-de-east-1_Theirs')],
    ['with an id that only the deployment knows', HERE, (stack) => new cognito.UserPool(stack, 'Near')],
  ])('is accepted: %s', (_, env, pool) => {
    expect(revocationFor(env, pool)).not.toThrow();
  });
});

describe('the id of a user pool', () => {
  it.each(knownRegions())('is taken where the functions can verify its tokens: %s', (region) => {
    const id = `${region}_Example`;
    const isKnown = () => {
      try {
        return CognitoJwtVerifier.parseUserPoolId(id).jwksUri.includes(region);
      } catch {
        return false;
      }
    };

    expect(USER_POOL_ID.test(id)).toBe(isKnown());
  });
});
