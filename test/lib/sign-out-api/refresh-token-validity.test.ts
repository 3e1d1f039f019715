import {
  CfnParameter,
  CfnResource,
  Duration,
  Fn,
  NestedStack,
  Stack,
  type App,
  aws_cognito as cognito,
} from 'aws-cdk-lib';

import { renderedProperties } from '../../../lib/template/rendered';
import { otherApp, valuesOf } from '../../support/other-app';

const VARIABLE = 'REFRESH_TOKEN_VALIDITY_SECONDS';
const days = (count: number) => String(count * 86_400);
const resource = (client: cognito.UserPoolClient) => client.node.defaultChild as cognito.CfnUserPoolClient;

describe('the life of a revocation', () => {
  it.each([
    ['the longest of the clients', [90, 7], undefined, days(90)],
    ["Cognito's default for a client that says nothing", [7, undefined], undefined, days(30)],
    ['what the owner says', [7], 365, days(365)],
  ])('is by default %s', (_, validities, given, expected) => {
    const { stack, client, revocation } = otherApp();
    const clients = validities.map((validity, index) =>
      client(`Client${String(index)}`, validity === undefined ? {} : { refreshTokenValidity: Duration.days(validity) }),
    );
    revocation(clients, given === undefined ? {} : { refreshTokenValidity: Duration.days(given) });

    expect(valuesOf(stack, VARIABLE)).toEqual([expected]);
  });

  it.each([
    ['days', 90],
    ['hours', 90 * 24],
    ['minutes', 90 * 24 * 60],
    ['seconds', 90 * 86_400],
    [undefined, 90],
  ])('reads a client in %s', (refreshToken, refreshTokenValidity) => {
    const { stack, client, revocation } = otherApp();
    const web = client('Web');
    revocation([web]);
    resource(web).refreshTokenValidity = refreshTokenValidity;
    if (refreshToken !== undefined) resource(web).tokenValidityUnits = { refreshToken };

    expect(valuesOf(stack, VARIABLE)).toEqual([days(90)]);
  });

  it.each<[string, (client: cognito.CfnUserPoolClient) => void]>([
    ['its resource', (client) => (client.refreshTokenValidity = 365)],
    [
      'an override',
      (client) => {
        client.addPropertyOverride('RefreshTokenValidity', 365);
      },
    ],
    [
      'an override that is text',
      (client) => {
        client.addPropertyOverride('RefreshTokenValidity', '365');
      },
    ],
    [
      'two overrides',
      (client) => {
        client.addPropertyOverride('TokenValidityUnits.RefreshToken', 'hours');
        client.addPropertyOverride('RefreshTokenValidity', 365 * 24);
      },
    ],
  ])('follows a client that is changed in the end, by %s', (_, change) => {
    const { stack, client, revocation } = otherApp();
    const web = client('Web');
    revocation([web]);
    change(resource(web));

    expect(valuesOf(stack, VARIABLE)).toEqual([days(365)]);
  });

  it('follows it as well where it was asked for before', () => {
    const { stack, client, revocation } = otherApp();
    const web = client('Web');
    const { signOutApi } = revocation([web]);
    for (const child of signOutApi.node.findAll()) if (CfnResource.isCfnResource(child)) renderedProperties(child);
    resource(web).refreshTokenValidity = 365;

    expect(valuesOf(stack, VARIABLE)).toEqual([days(365)]);
  });

  it.each<[string, (app: App, stack: Stack) => Stack]>([
    ['another stack', (app) => new Stack(app, 'Pools')],
    ['a nested stack', (_, stack) => new NestedStack(stack, 'Pools')],
  ])('reads a client in %s', (_, where) => {
    const { app, stack, revocation } = otherApp();
    const userPool = new cognito.UserPool(where(app, stack), 'Pool');
    const client = userPool.addClient('Web');
    revocation([client], { userPool });
    resource(client).refreshTokenValidity = 365;

    expect(valuesOf(stack, VARIABLE)).toEqual([days(365)]);
  });

  it.each<[string, (client: cognito.CfnUserPoolClient, parameter: CfnParameter) => void]>([
    ['validity', (client, { valueAsNumber }) => (client.refreshTokenValidity = valueAsNumber)],
    ['unit', (client, { valueAsString }) => (client.tokenValidityUnits = { refreshToken: valueAsString })],
    [
      'units',
      (client, { logicalId }) => {
        const units = Fn.conditionIf(logicalId, { RefreshToken: 'days' }, { RefreshToken: 'hours' });
        client.tokenValidityUnits = units;
      },
    ],
  ])('is as long as Cognito allows, if only the deployment knows its %s', (what, change) => {
    const { stack, client, revocation } = otherApp();
    const web = client('Web');
    revocation([web]);
    resource(web).refreshTokenValidity = 60;
    change(resource(web), new CfnParameter(stack, 'Parameter', what === 'validity' ? { type: 'Number' } : {}));

    expect(valuesOf(stack, VARIABLE)).toEqual([days(3650)]);
  });

  it('is as long as Cognito allows, if a client is not of this app', () => {
    const { stack, client, revocation } = otherApp();
    revocation([client('Web'), cognito.UserPoolClient.fromUserPoolClientId(stack, 'Theirs', 'client1')]);

    expect(valuesOf(stack, VARIABLE)).toEqual([days(3650)]);
  });

  it.each([
    ['shorter', Duration.minutes(59), '3540 seconds'],
    ['longer', Duration.days(3651), '315446400 seconds'],
  ])('can’t be %s than any refresh token of Cognito’s', (_, refreshTokenValidity, got) => {
    const { stack, revocation } = otherApp();
    const theirs = cognito.UserPoolClient.fromUserPoolClientId(stack, 'Theirs', 'client1');

    expect(() => revocation([theirs], { refreshTokenValidity })).toThrow(
      `refreshTokenValidity: got ${got}; allowed: 60 minutes to 3650 days`,
    );
  });

  it('may not be shorter than a client can mint tokens for in the end', () => {
    const { app, client, revocation } = otherApp();
    const web = client('Web', { refreshTokenValidity: Duration.days(7) });
    revocation([web], { refreshTokenValidity: Duration.days(89) });
    resource(web).addPropertyOverride('RefreshTokenValidity', 90);
    resource(web).addPropertyOverride('TokenValidityUnits.RefreshToken', 'days');

    expect(() => app.synth()).toThrow(
      'refreshTokenValidity: got 89 days; allowed: not shorter than that of any client, and Other/Pool/Web has 90 days',
    );
    expect(web.node.validate()).toHaveLength(1);
  });
});
