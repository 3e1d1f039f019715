import { Annotations, App, Aspects, Stack, aws_cognito as cognito } from 'aws-cdk-lib';
import { Annotations as Messages, Match } from 'aws-cdk-lib/assertions';

import { TokenRevocation } from '../../../lib';
import { stackWith } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

const REMEMBERED = 'cognito-sign-out:devicesRemembered';
const UNKNOWN = 'cognito-sign-out:devicesUnknown';

/** An app that is not this one, and its pool's resource. */
function appWith(deviceTracking?: cognito.DeviceTracking) {
  const stack = new Stack(new App(), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool', deviceTracking && { deviceTracking });
  const revocation = new TokenRevocation(stack, 'Revocation', {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients: [userPool.addClient('Web')],
  });
  return { stack, revocation, pool: userPool.node.defaultChild as cognito.CfnUserPool };
}

function appWithPoolOfElsewhere() {
  const stack = new Stack(new App(), 'Other');
  const userPool = cognito.UserPool.fromUserPoolId(stack, 'Pool', 'us-east-1_Example');
  const userPoolClients = [cognito.UserPoolClient.fromUserPoolClientId(stack, 'Web', 'client-1')];
  return {
    stack,
    revocation: new TokenRevocation(stack, 'Revocation', { monitoring: UNWATCHED, userPool, userPoolClients }),
  };
}

/** What the owner is told as the template is made: where, and by which id. */
function warningsOf(stack: Stack) {
  return Messages.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ id, entry }) => [id, /\[ack: (.*)\]$/.exec(entry.data as string)?.[1]]);
}

const TOLD = [['/Other/Revocation/SignOutApi', REMEMBERED]];

describe('a user pool of the app that remembers devices', () => {
  it.each([
    [true, true],
    [false, false],
  ])('is told of, whatever its settings: %p, %p', (challengeRequiredOnNewDevice, deviceOnlyRememberedOnUserPrompt) => {
    const { stack } = appWith({ challengeRequiredOnNewDevice, deviceOnlyRememberedOnUserPrompt });

    expect(warningsOf(stack)).toEqual(TOLD);
  });

  it.each<[string, (pool: cognito.CfnUserPool) => void]>([
    ['its property', (pool) => (pool.deviceConfiguration = { challengeRequiredOnNewDevice: false })],
    [
      'an override',
      (pool) => {
        pool.addPropertyOverride('DeviceConfiguration.ChallengeRequiredOnNewDevice', true);
      },
    ],
    [
      'an aspect',
      (pool) => {
        const visit = () => (pool.deviceConfiguration = { deviceOnlyRememberedOnUserPrompt: true });
        Aspects.of(pool.stack).add({ visit });
      },
    ],
  ])('is told of if it does so by %s, later than ours was made', (_, change) => {
    const { stack, pool } = appWith();
    change(pool);

    expect(warningsOf(stack)).toEqual(TOLD);
  });

  it('is told of once, with what helps', () => {
    const { stack } = appWith({ challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: false });

    const [warning, ...more] = Messages.fromStack(stack).findWarning('*', Match.anyValue());
    expect(more).toEqual([]);
    for (const remedy of ['POST /sign-out', 'device_key']) expect(warning?.entry.data).toContain(remedy);
  });

  it('is told of no more once that is acknowledged', () => {
    const { stack, revocation } = appWith({
      challengeRequiredOnNewDevice: true,
      deviceOnlyRememberedOnUserPrompt: false,
    });
    Annotations.of(revocation).acknowledgeWarning(REMEMBERED);

    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('a user pool of the app that remembers none', () => {
  it('is not told of', () => {
    expect(warningsOf(appWith().stack)).toEqual([]);
    expect(warningsOf(stackWith())).toEqual([]);
  });

  it.each<[string, (pool: cognito.CfnUserPool) => void]>([
    ['empty', (pool) => (pool.deviceConfiguration = {})],
    [
      'taken away',
      (pool) => {
        pool.addPropertyDeletionOverride('DeviceConfiguration');
      },
    ],
  ])('is not told of if the configuration is %s', (_, change) => {
    const { stack, pool } = appWith();
    change(pool);

    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('a user pool of elsewhere', () => {
  it('is told of, with how to find out', () => {
    const { stack } = appWithPoolOfElsewhere();

    expect(warningsOf(stack)).toEqual([['/Other/Revocation/SignOutApi', UNKNOWN]]);
    Messages.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('aws cognito-idp describe-user-pool'));
  });

  it('is told of no more once that is acknowledged', () => {
    const { stack, revocation } = appWithPoolOfElsewhere();
    Annotations.of(revocation.signOutApi).acknowledgeWarning(UNKNOWN);

    expect(warningsOf(stack)).toEqual([]);
  });
});
