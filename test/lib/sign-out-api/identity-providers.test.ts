import { App, CfnParameter, Stack, aws_cognito as cognito } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';

import { readIdentityProviders } from '../../../lambda/adapters/environment/identity-providers';
import { TokenRevocation, type IdentityProvider } from '../../../lib';
import { environmentsAreSmall } from '../../support/aws-limits';
import { resourcesOf } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

const OKTA: IdentityProvider = {
  providerName: 'Okta',
  issuer: 'https://acme.okta.com',
  jwksUri: 'https://acme.okta.com/oauth2/v1/keys',
};
const KEYCLOAK: IdentityProvider = {
  providerName: 'Keycloak',
  issuer: 'https://id.example.com/realms/corp',
  jwksUri: 'https://id.example.com/realms/corp/protocol/openid-connect/certs',
  clientId: 'cognito',
};

function withProviders(identityProviders?: IdentityProvider[] | ((stack: Stack) => IdentityProvider[])) {
  const stack = new Stack(new App(), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const given = typeof identityProviders === 'function' ? identityProviders(stack) : identityProviders;
  const revocation = new TokenRevocation(stack, 'Revocation', {
    userPool,
    userPoolClients: [userPool.addClient('Web')],
    monitoring: UNWATCHED,
    ...(given && { identityProviders: given }),
  });
  return { stack, revocation };
}

const templateWith = (...providers: IdentityProvider[]) => Template.fromStack(withProviders(providers).stack);
const routesOf = (template: Template) =>
  resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);
const REVOCATION = 'POST /oauth2/global-token-revocation';
const LOGOUT = 'POST /oauth2/backchannel-logout';

/** The variables of a function, by a part of its logical id. */
function variablesOf(template: Template, id: RegExp): Record<string, unknown> {
  const [found] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([name]) => id.test(name));
  const { Properties } = (found?.[1] ?? {}) as { Properties: { Environment: { Variables: Record<string, unknown> } } };
  return Properties.Environment.Variables;
}

/** The variable as a function sees it: what only the deployment knows is the API. */
const deployed = (variable: unknown) => {
  const parts =
    typeof variable === 'string' ? [variable] : (variable as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : 'https://api')).join('');
};

describe('without identity providers', () => {
  it.each([undefined, []])('there is nothing of all that: %j', (none) => {
    const template = Template.fromStack(withProviders(none).stack);

    expect(template.toJSON()).toEqual(Template.fromStack(withProviders().stack).toJSON());
    expect(routesOf(template)).not.toContain(REVOCATION);
    expect(routesOf(template)).not.toContain(LOGOUT);
    expect(JSON.stringify(template.toJSON())).not.toContain('IDENTITY_PROVIDERS');
  });
});

describe('identity providers', () => {
  it('have a route each way, which anybody may call, and so is throttled as others', () => {
    const template = templateWith(OKTA, KEYCLOAK);
    const limits = { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 };

    expect(routesOf(template)).toEqual(expect.arrayContaining([REVOCATION, LOGOUT]));
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: REVOCATION, AuthorizationType: 'NONE' });
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      RouteSettings: { [REVOCATION]: limits, [LOGOUT]: limits },
    });
  });

  it('send no logout tokens to where none would be accepted', () => {
    const template = templateWith(OKTA);

    expect(routesOf(template)).toContain(REVOCATION);
    expect(routesOf(template)).not.toContain(LOGOUT);
    expect(Object.keys(template.findResources('AWS::Lambda::Function')).join()).not.toContain('Backchannel');
  });

  it.each([
    [
      'GlobalTokenRevocation',
      ['cognito-idp:AdminGetUser', 'cognito-idp:AdminUserGlobalSignOut', 'cognito-idp:ListUsers'],
    ],
    ['BackchannelLogout', ['cognito-idp:AdminGetUser', 'cognito-idp:AdminUserGlobalSignOut']],
  ])('are served by a function that may do no more than it needs: %s', (name, actions) => {
    const template = templateWith(OKTA, KEYCLOAK);
    const statements = resourcesOf(template, 'AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(name))
      .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: object[] }).Statement);

    expect(statements).toEqual([
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
      expect.objectContaining({ Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'] }),
      {
        Action: actions,
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Pool/) as string, 'Arn'] },
      },
    ]);
  });

  it.each([/GlobalTokenRevocation/, /BackchannelLogout/])('are told to the function as it reads them: %s', (id) => {
    const own = { subjectIssuer: 'urn:okta:entity', revocationUrl: 'https://auth.example.com/revoke' };
    const template = templateWith({ ...OKTA, ...own }, KEYCLOAK);
    const IDENTITY_PROVIDERS = deployed(variablesOf(template, id)['IDENTITY_PROVIDERS']);

    expect(readIdentityProviders({ IDENTITY_PROVIDERS })).toEqual([
      { name: 'Okta', issuer: OKTA.issuer, jwksUri: OKTA.jwksUri, clientId: undefined, ...own },
      {
        name: 'Keycloak',
        issuer: KEYCLOAK.issuer,
        jwksUri: KEYCLOAK.jwksUri,
        clientId: 'cognito',
        subjectIssuer: KEYCLOAK.issuer,
        revocationUrl: 'https://api/oauth2/global-token-revocation',
      },
    ]);
  });

  it('are among the functions that alarms are for, and those whose calls to Cognito are no news', () => {
    const { revocation, stack } = withProviders([OKTA, KEYCLOAK]);
    const paths = revocation.signOutApi.functions.map(({ node }) => node.path.split('/').at(-2));
    const told = variablesOf(Template.fromStack(stack), /SignOutEvents.*Function/)['SIGN_OUT_ROLE_ARNS'];

    expect(paths).toEqual(expect.arrayContaining(['GlobalTokenRevocation', 'BackchannelLogout']));
    expect(JSON.stringify(told).match(/GlobalTokenRevocation|BackchannelLogout/g)).toHaveLength(2);
  });

  it('leave cdk-nag nothing to find', () => {
    const { stack } = withProviders([OKTA, KEYCLOAK]);
    const { violations } = new AwsSolutionsChecks(stack.node.root).validateScope(stack.node.root);
    const ours = JSON.stringify(violations).match(
      /(GlobalTokenRevocation|BackchannelLogout|global-token|backchannel)[^"]*/g,
    );

    expect(ours ?? []).toEqual([]);
  });

  it('may be a dozen', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      ...KEYCLOAK,
      providerName: `Realm-${String(index)}`,
      issuer: `${KEYCLOAK.issuer}-${String(index)}`,
    }));
    const template = templateWith(...many);

    expect(environmentsAreSmall(template)).toEqual([]);
    expect(() => templateWith(...many, ...many.map((each) => ({ ...each, issuer: `${each.issuer}-2` })))).toThrow(
      /the environment of .*GlobalTokenRevocation.* the longest variable is IDENTITY_PROVIDERS/,
    );
  });

  it('may be known at deployment only', () => {
    const { stack } = withProviders((scope) => {
      const parameter = (name: string) => new CfnParameter(scope, name).valueAsString;
      return [{ providerName: parameter('Name'), issuer: parameter('Issuer'), jwksUri: parameter('Keys') }];
    });
    const variable = variablesOf(Template.fromStack(stack), /GlobalTokenRevocation/)['IDENTITY_PROVIDERS'];

    expect(JSON.stringify(variable)).toContain('{"Ref":"Issuer"}');
  });

  const HTTPS = 'an https URL';
  const ADDRESS = 'an https URL of at most 256 characters, without # and ?';
  const TEXT = 'a text of 1 to 256 characters';
  const NAME = "a user pool's ProviderName, such as Okta";
  it.each<[keyof IdentityProvider, string[], string]>([
    ['providerName', ['', 'ab', 'Cognito', '_Okta', 'Okta_2', 'Okta 2', 'x'.repeat(33)], NAME],
    [
      'issuer',
      [
        '',
        'acme.okta.com',
        'http://acme.okta.com',
        'https://',
        'https://a b',
        'https://a#b',
        `https://${'a'.repeat(249)}`,
      ],
      ADDRESS,
    ],
    ['jwksUri', ['', 'http://acme.okta.com/keys', 'file:///keys', '/keys'], HTTPS],
    ['clientId', ['', ' ', 'x'.repeat(257)], TEXT],
    ['subjectIssuer', ['', 'x'.repeat(257)], TEXT],
    ['revocationUrl', ['', 'http://api', 'https://api?x', 'https://api#x'], ADDRESS],
  ])('are refused with a %s such as', (property, values, allowed) => {
    for (const value of values) {
      expect(() => templateWith(KEYCLOAK, { ...OKTA, [property]: value })).toThrow(
        `identityProviders[1].${property}: got ${JSON.stringify(value)}; allowed: ${allowed}`,
      );
    }
  });

  it('have an issuer each, and may be two by name', () => {
    const two = [OKTA, { ...OKTA, issuer: 'https://acme.okta.com/oauth2/default' }];
    expect(() => templateWith(...two)).not.toThrow();
    expect(() => templateWith(...two, { ...OKTA, providerName: 'Okta2' })).toThrow(
      'identityProviders[2].issuer: got "https://acme.okta.com"; allowed: one that no other has, and identityProviders[0] has it',
    );
  });
});
