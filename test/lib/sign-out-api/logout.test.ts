import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { TokenRevocation } from '../../../lib';
import { otherApp } from '../../support/other-app';
import { UNWATCHED } from '../../support/unwatched';

/** An app of somebody else's, with these sign-out URLs. */
function withLogoutUrls(logoutUrls?: (stack: Stack) => string[]) {
  const { stack, userPool, client } = otherApp();
  const props = {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients: [client('Web')],
    ...(logoutUrls && { logoutUrls: logoutUrls(stack) }),
  };
  return { stack, revocation: new TokenRevocation(stack, 'TokenRevocation', props) };
}

/** The variables of a function, by a part of its logical id. */
function variablesOf(template: Template, id: RegExp): Record<string, unknown> {
  const [found] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([name]) => id.test(name));
  const { Properties } = (found?.[1] ?? {}) as { Properties: { Environment: { Variables: Record<string, unknown> } } };
  return Properties.Environment.Variables;
}

describe('the sign-out URLs of clients without OAuth flows', () => {
  it('are told to the functions that send browsers there', () => {
    const logoutUrls = ['https://app.example.com/a,b', 'myapp://out'];
    const template = Template.fromStack(withLogoutUrls(() => logoutUrls).stack);

    for (const id of [/Logout(?!Done).*Function/, /LogoutDone.*Function/]) {
      expect(variablesOf(template, id)['LOGOUT_URLS']).toBe('https://app.example.com/a,b myapp://out');
    }
  });

  it('may be none', () => {
    const template = Template.fromStack(withLogoutUrls().stack);

    for (const id of [/Logout(?!Done).*Function/, /LogoutDone.*Function/]) {
      expect(variablesOf(template, id)).not.toHaveProperty('LOGOUT_URLS');
    }
  });

  it.each([
    'out',
    '/out',
    'http://app.example.com/out',
    'https://app.example.com/out#top',
    'https://app.example.com/a b',
    ' https://app.example.com/',
    'https://app.example.com/\n',
    'https://app.example.com/\u200b',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    `https://app.example.com/${'x'.repeat(1024)}`,
    '',
  ])('are refused if no browser should be sent there: %j', (url) => {
    expect(() => withLogoutUrls(() => ['https://app.example.com/', url])).toThrow(
      `logoutUrls: got ${JSON.stringify(url)}; allowed: https URLs, http://localhost URLs, or app URLs such as myapp://home, without # and white space`,
    );
  });

  it('may be known at deployment only', () => {
    const { stack } = withLogoutUrls(({ urlSuffix }) => [`https://${urlSuffix}/out`]);

    expect(variablesOf(Template.fromStack(stack), /LogoutDone.*Function/)['LOGOUT_URLS']).toEqual({
      'Fn::Join': ['', ['https://', { Ref: 'AWS::URLSuffix' }, '/out']],
    });
  });
});

describe('the API', () => {
  it('says where managed login has to send browsers back to', () => {
    const { stack, revocation } = withLogoutUrls();
    new CfnOutput(stack, 'Done', { value: revocation.signOutApi.logoutDoneUrl });
    const template = Template.fromStack(stack);
    const [api = ''] = Object.keys(template.findResources('AWS::ApiGatewayV2::Api'));

    template.hasOutput('Done', {
      Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [api, 'ApiEndpoint'] }, '/oauth2/logout/done']] },
    });
  });
});
