import { App, CfnParameter, Stack, aws_cognito as cognito } from 'aws-cdk-lib';

import { RevocationAuthorizer, RevocationTable } from '../../../lib';
import { otherApp } from '../../support/other-app';

const resource = (client: cognito.UserPoolClient) => client.node.defaultChild as cognito.CfnUserPoolClient;

describe('a client without token revocation', () => {
  const REFUSED =
    'userPoolClients: Other/Pool/Web has token revocation off; its tokens would all be rejected: switch it on';

  it.each<[string, (client: cognito.UserPoolClient) => void]>([
    ['by its resource', (client) => (resource(client).enableTokenRevocation = false)],
    [
      'by an override',
      (client) => {
        resource(client).addPropertyOverride('EnableTokenRevocation', false);
      },
    ],
    [
      'by an override that is text',
      (client) => {
        resource(client).addPropertyOverride('EnableTokenRevocation', 'false');
      },
    ],
  ])('is refused as the template is made, once, even if that is said last: %s', (_, switchOff) => {
    const { app, client, revocation } = otherApp();
    const web = client('Web');
    revocation([web]);
    switchOff(web);

    expect(() => app.synth()).toThrow(REFUSED);
    expect(web.node.validate().filter((problem) => problem.includes('token revocation off'))).toHaveLength(1);
  });

  it('is refused if that is said first', () => {
    const { app, client, revocation } = otherApp();
    revocation([client('Web', { enableTokenRevocation: false })]);

    expect(() => app.synth()).toThrow(REFUSED);
  });

  it('is accepted if it is switched on in the end', () => {
    const { app, client, revocation } = otherApp();
    const web = client('Web', { enableTokenRevocation: false });
    revocation([web]);
    resource(web).enableTokenRevocation = true;

    expect(() => app.synth()).not.toThrow();
  });

  it('is refused where it is known by its id alone, but made in the same app', () => {
    const { app, stack, userPool, revocation } = otherApp();
    const made = new cognito.CfnUserPoolClient(stack, 'Made', { userPoolId: userPool.userPoolId });
    revocation([cognito.UserPoolClient.fromUserPoolClientId(stack, 'Known', made.ref)]);
    made.enableTokenRevocation = false;

    expect(() => app.synth()).toThrow('userPoolClients: Other/Known has token revocation off');
  });

  it('is not guessed at where only the deployment knows', () => {
    const { app, stack, client, revocation } = otherApp();
    const web = client('Web');
    revocation([web]);
    const { valueAsString } = new CfnParameter(stack, 'Revocable');
    resource(web).addPropertyOverride('EnableTokenRevocation', valueAsString);

    expect(() => app.synth()).not.toThrow();
  });
});

describe('a client of another pool', () => {
  const refusedOf = (pool: string) =>
    `userPoolClients: ${pool}; allowed: clients of Other/Pool, as the tokens of others are rejected`;

  it('is refused', () => {
    const { app, stack, revocation } = otherApp();
    revocation([new cognito.UserPool(stack, 'Second').addClient('Web')]);

    expect(() => app.synth()).toThrow(refusedOf('Other/Second/Web is a client of Other/Second/Resource'));
  });

  it('is refused where the two pools are in other stacks, under the same name', () => {
    const { app, revocation } = otherApp();
    revocation([new cognito.UserPool(new Stack(app, 'Second'), 'Pool').addClient('Web')]);

    expect(() => app.synth()).toThrow(refusedOf('Second/Pool/Web is a client of Second/Pool/Resource'));
  });

  it('is refused where the pools are known by their ids', () => {
    const app = new App();
    const stack = new Stack(app, 'Other');
    const pool = (id: string) => cognito.UserPool.fromUserPoolId(stack, id, `us-east-1_${id}`);
    new RevocationAuthorizer(stack, 'Authorizer', {
      userPool: pool('Pool'),
      userPoolClients: [pool('Second').addClient('Web')],
      revocationTable: new RevocationTable(stack, 'Table'),
    });

    expect(() => app.synth()).toThrow(refusedOf('Other/Second/Web is a client of us-east-1_Second'));
  });

  it('is one that is given another pool in the end', () => {
    const { app, stack, client, revocation } = otherApp();
    const web = client('Web');
    revocation([web]);
    resource(web).userPoolId = new cognito.UserPool(stack, 'Second').userPoolId;

    expect(() => app.synth()).toThrow(refusedOf('Other/Pool/Web is a client of Other/Second/Resource'));
  });

  it('is none whose pool is known by its id in one place', () => {
    const { app, revocation } = otherApp();
    const [pools, clients] = [new Stack(app, 'Pools'), new Stack(app, 'Clients')];
    const userPool = new cognito.UserPool(pools, 'Pool');
    const known = cognito.UserPool.fromUserPoolId(clients, 'Known', userPool.userPoolId);
    revocation([userPool.addClient('Web'), known.addClient('Web')], { userPool });

    expect(() => app.synth()).not.toThrow();
  });

  it('is not guessed at where only the deployment knows the pool', () => {
    const { app, stack, revocation } = otherApp();
    const { valueAsString } = new CfnParameter(stack, 'PoolId');
    revocation([cognito.UserPool.fromUserPoolId(stack, 'Unknown', valueAsString).addClient('Web')]);

    expect(() => app.synth()).not.toThrow();
  });
});
