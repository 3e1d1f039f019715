import { readSettings, SettingsError } from '../../../lib/app/read-settings';
import { SETTINGS, type Settings } from '../../../lib/app/settings';

/** What a person is told of a setting; undefined if it is taken. */
function problemsOf(context: Record<string, unknown>, region?: string): string[] {
  try {
    readSettings(context, region);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message.split('\n- ').slice(1);
  }
}

describe('the settings', () => {
  it('have defaults', () => {
    const settings = readSettings({});

    expect(settings.accessTokenValidity.toSeconds()).toBe(3600);
    expect(settings.idTokenValidity.toSeconds()).toBe(3600);
    expect(settings.refreshTokenValidity.toSeconds()).toBe(30 * 86_400);
    expect(settings.revocationDelay.toSeconds()).toBe(0);
    expect(settings).toMatchObject({
      acceptedTokenUse: ['access', 'id'],
      allowedOrigins: ['*'],
      deletionProtection: true,
    });
  });

  it.each([
    ['accessTokenValidity', '5m', 300],
    ['accessTokenValidity', '300s', 300],
    ['accessTokenValidity', '1d', 86_400],
    ['idTokenValidity', '24h', 86_400],
    ['refreshTokenValidity', '1h', 3600],
    ['refreshTokenValidity', '3650d', 315_360_000],
    ['revocationDelay', '0s', 0],
    ['revocationDelay', '1s', 1],
    ['revocationDelay', '5m', 300],
  ] as const)('take a duration at its bounds: %s=%s', (name, text, seconds) => {
    expect(readSettings({ [name]: text })[name].toSeconds()).toBe(seconds);
  });

  it.each([
    ['accessTokenValidity', '4m'],
    ['accessTokenValidity', '299s'],
    ['accessTokenValidity', '330s'],
    ['accessTokenValidity', '86401s'],
    ['idTokenValidity', '25h'],
    ['idTokenValidity', '2d'],
    ['refreshTokenValidity', '59m'],
    ['refreshTokenValidity', '3601s'],
    ['refreshTokenValidity', '3651d'],
    ['revocationDelay', '301s'],
    ['revocationDelay', '6m'],
  ])('refuse a duration out of bounds: %s=%s', (name, text) => {
    expect(problemsOf({ [name]: text })).toEqual([
      `${name}: got "${text}"; allowed: ${SETTINGS[name as keyof Settings].allowed}`,
    ]);
  });

  it.each(['', '5', 'm', '5 m', '5M', '5min', '-5m', '5.5m', '1e1m', 'PT5M', '5m5s', '٥m', '5m\n', 300, {}, ['5m']])(
    'refuse a duration that is written %p',
    (value) => {
      expect(problemsOf({ accessTokenValidity: value })).toHaveLength(1);
    },
  );

  it('let no token outlive its refresh token, but live as long', () => {
    expect(problemsOf({ refreshTokenValidity: '2h', accessTokenValidity: '2h' })).toEqual([]);
    expect(problemsOf({ refreshTokenValidity: '2h', idTokenValidity: '121m' })).toEqual([
      'refreshTokenValidity: got "2h"; allowed: 1h to 3650d, whole minutes, not shorter than the two above',
    ]);
    expect(problemsOf({ refreshTokenValidity: '2h', accessTokenValidity: '3h' })).toHaveLength(1);
  });

  it.each([
    ['access', ['access']],
    ['id', ['id']],
    ['access,id', ['access', 'id']],
    ['id, access', ['id', 'access']],
  ])('take the token use %p', (text, expected) => {
    expect(readSettings({ acceptedTokenUse: text }).acceptedTokenUse).toEqual(expected);
  });

  it.each(['', 'refresh', 'Access', 'access,', 'access,access', 'access;id', 'both'])(
    'refuse the token use %p',
    (text) => {
      expect(problemsOf({ acceptedTokenUse: text })).toHaveLength(1);
    },
  );

  it.each([
    ['*', ['*']],
    ['https://app.example.com', ['https://app.example.com']],
    ['https://a.example,http://localhost:3000', ['https://a.example', 'http://localhost:3000']],
  ])('take the origins %p', (text, expected) => {
    expect(readSettings({ allowedOrigins: text }).allowedOrigins).toEqual(expected);
  });

  it.each([
    '',
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://app.example.com:443',
    'HTTPS://app.example.com',
    'https://*.example.com',
    'https://user@app.example.com',
    'file:///etc',
    'null',
    '*,https://app.example.com',
    'https://a.example,https://a.example',
    'https://a.example,,https://b.example',
  ])('refuse the origins %p', (text) => {
    expect(problemsOf({ allowedOrigins: text })).toHaveLength(1);
  });

  it.each([
    ['true', true],
    ['false', false],
    [true, true],
    [false, false],
  ])('take the deletion protection %p', (value, expected) => {
    expect(readSettings({ deletionProtection: value }).deletionProtection).toBe(expected);
  });

  it.each(['', 'yes', 'TRUE', '1', 1, 'constructor', '__proto__'])('refuse the deletion protection %p', (value) => {
    expect(problemsOf({ deletionProtection: value })).toHaveLength(1);
  });

  it.each([
    ['eu-central-1', ['eu-central-1']],
    ['eu-central-1, us-gov-east-1', ['eu-central-1', 'us-gov-east-1']],
  ])('take the replica Regions %p', (text, expected) => {
    expect(readSettings({ replicaRegions: text }, 'eu-west-1').replicaRegions).toEqual(expected);
  });

  it.each(['', 'Frankfurt', 'eu-central-1a', 'eu-central-1,eu-central-1', 'eu-central-1,', 'EU-CENTRAL-1'])(
    'refuse the replica Regions %p',
    (text) => {
      expect(problemsOf({ replicaRegions: text }, 'eu-west-1')).toEqual([
        `replicaRegions: got "${text}"; allowed: ${SETTINGS.replicaRegions.allowed}`,
      ]);
    },
  );

  it('refuse replicas where the table is anyway, and where that is not known', () => {
    expect(problemsOf({ replicaRegions: 'us-east-1,eu-west-1' }, 'eu-west-1')).toEqual([
      'replicaRegions: got "us-east-1,eu-west-1"; allowed: other Regions than eu-west-1, where the stack goes, and its table is anyway',
    ]);
    expect(problemsOf({ replicaRegions: 'us-east-1' })).toEqual([
      'replicaRegions: got "us-east-1"; allowed: nothing, as it is not known which Region the stack goes to: ' +
        'name it in AWS_REGION, or in the profile',
    ]);
  });

  it('tell all errors at once', () => {
    const problems = problemsOf({
      accessTokenValidty: '5m',
      accessTokenValidity: '4m',
      revocationDelay: 5,
      UserPoolId: 'us-east-1_Example',
      refreshTokenValidity: '1h',
      idTokenValidity: '2h',
      domainPrefix: 'My app',
    });

    expect(problems).toEqual([
      `accessTokenValidty: unknown setting; known are: ${Object.keys(SETTINGS).join(', ')}`,
      `UserPoolId: unknown setting; known are: ${Object.keys(SETTINGS).join(', ')}`,
      'accessTokenValidity: got "4m"; allowed: 5m to 1d, whole minutes',
      'revocationDelay: got 5; allowed: 0s to 5m',
      'domainPrefix: got "My app"; allowed: 1 to 63 of a-z, 0-9 and - (not at the ends), without aws, amazon or cognito',
      'refreshTokenValidity: got "1h"; allowed: 1h to 3650d, whole minutes, not shorter than the two above',
      'callbackUrls: missing; allowed: https URLs, http://localhost URLs, or app URLs such as myapp://home, ' +
        'comma-separated, without #, as domainPrefix is given',
    ]);
  });

  const login = { domainPrefix: 'my-app', callbackUrls: 'https://app.example.com/in' };

  it('take managed login', () => {
    const urls = 'https://app.example.com/out,http://localhost:3000/,myapp://out';

    expect(readSettings({ ...login, logoutUrls: urls })).toMatchObject({
      domainPrefix: 'my-app',
      callbackUrls: ['https://app.example.com/in'],
      logoutUrls: urls.split(','),
    });
    expect(readSettings({})).not.toHaveProperty('domainPrefix');
  });

  it.each([{}, { userPoolId: 'us-east-1_Example', userPoolClientIds: 'client1' }])(
    'take sign-out URLs without managed login too, for OpenID Connect’s logout: %j',
    (context) => {
      expect(readSettings({ ...context, logoutUrls: 'https://app.example.com/out' })).toMatchObject({
        logoutUrls: ['https://app.example.com/out'],
      });
    },
  );

  it.each(['', 'A', '-a', 'a-', 'a_b', 'a.b', 'my-aws-app', 'cognito', 'x'.repeat(64)])(
    'refuse the domain prefix %p',
    (domainPrefix) => {
      expect(problemsOf({ ...login, domainPrefix })).toHaveLength(1);
    },
  );

  it.each([
    '',
    '/in',
    'app.example.com',
    'http://app.example.com',
    'https://app.example.com/#in',
    'javascript:alert(1)',
    'https://a.example/,https://a.example/',
    `https://app.example.com/${'x'.repeat(1024)}`,
  ])('refuse the callback URLs %p', (callbackUrls) => {
    expect(problemsOf({ ...login, callbackUrls })).toHaveLength(1);
  });

  it.each([
    [{ callbackUrls: 'https://app.example.com/in' }, 'domainPrefix: missing'],
    [{ userPoolId: 'us-east-1_Example' }, 'userPoolClientIds: missing'],
    [{ userPoolClientIds: 'client1' }, 'userPoolId: missing'],
  ])('say what goes with %j', (context, problem) => {
    expect(problemsOf(context)).toEqual([expect.stringContaining(problem)]);
  });

  const adopted = { userPoolId: 'eu-central-1_Example', userPoolClientIds: 'client1,client2' };

  it('take a pool that there is already, whose refresh tokens may live for as long as Cognito allows', () => {
    const settings = readSettings(adopted, 'eu-central-1');

    expect(settings).toMatchObject({ ...adopted, userPoolClientIds: ['client1', 'client2'] });
    expect(settings.refreshTokenValidity.toDays()).toBe(3650);
    expect(readSettings({ ...adopted, refreshTokenValidity: '90d' }).refreshTokenValidity.toDays()).toBe(90);
  });

  it.each(['', 'Example', 'us-east-1', 'us-east-1_', 'us-east-1_Ex ample', 'arn:aws:cognito-idp:us-east-1_Example'])(
    'refuse the user pool %p',
    (userPoolId) => {
      expect(problemsOf({ ...adopted, userPoolId })).toHaveLength(1);
    },
  );

  it.each(['', 'a,', 'a b', 'a,a', 'x'.repeat(129)])('refuse the clients %p', (userPoolClientIds) => {
    expect(problemsOf({ ...adopted, userPoolClientIds })).toHaveLength(1);
  });

  it('refuse a pool of another Region', () => {
    expect(problemsOf(adopted, 'us-east-1')).toEqual([
      'userPoolId: got "eu-central-1_Example"; allowed: a user pool in us-east-1, the Region of the stack',
    ]);
  });

  it.each([{ accessTokenValidity: '5m' }, { idTokenValidity: '5m' }, login])(
    'refuse what would change a pool that is not ours: %j',
    (settings) => {
      expect(problemsOf({ ...adopted, ...settings })).toEqual(
        Object.keys(settings).map((name) => expect.stringContaining(`${name}: got "`) as string),
      );
    },
  );

  it('refuse what only looks like a setting', () => {
    for (const name of ['toString', 'constructor', 'AccessTokenValidity', 'access_token_validity', '']) {
      expect(problemsOf({ [name]: '5m' })).toHaveLength(1);
    }
  });

  it("leave CDK's own context alone", () => {
    const context = {
      '@aws-cdk/core:newStyleStackSynthesis': true,
      'aws:cdk:enable-path-metadata': true,
      'availability-zones:account=1:region=us-east-1': [],
      'acknowledged-issue-numbers': [1],
      'cli-telemetry': false,
    };

    expect(problemsOf(context)).toEqual([]);
  });
});

describe('the limit of sessions', () => {
  it.each([
    ['1', 1],
    ['9', 9],
    ['10', 10],
    ['99', 99],
    ['100', 100],
  ])('may be %s', (maxSessions, count) => {
    expect(readSettings({ maxSessions }).maxSessions).toBe(count);
  });

  it('may be none', () => {
    expect(readSettings({})).not.toHaveProperty('maxSessions');
  });

  it.each(['', '0', '-1', '101', '1.5', '01', '1000', 'ten', ' 1'])('may not be %j', (maxSessions) => {
    expect(problemsOf({ maxSessions })).toEqual([
      `maxSessions: got ${JSON.stringify(maxSessions)}; allowed: a whole number from 1 to 100`,
    ]);
  });
});

describe('the address that alarms are sent to', () => {
  it('may be an address, and need not be there', () => {
    expect(readSettings({ alarmEmail: 'ops@example.com' }).alarmEmail).toBe('ops@example.com');
    expect(readSettings({})).not.toHaveProperty('alarmEmail');
  });

  it.each(['', 'ops', 'ops@example', '@example.com', 'a b@example.com', 'ops@example.com,x@example.com'])(
    'may not be %j',
    (alarmEmail) => {
      expect(problemsOf({ alarmEmail })).toEqual([
        `alarmEmail: got ${JSON.stringify(alarmEmail)}; allowed: an address such as ops@example.com`,
      ]);
    },
  );
});
