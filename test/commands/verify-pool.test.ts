import { appClientOf } from '../../commands/verify/app-client';
import { VerifyError } from '../../commands/verify/verify-error';
import { nameAttributeOf, newUserOf } from '../../commands/verify/user-pool';

const NOW = new Date('2027-01-15T08:00:00.000Z');
const attribute = (Name: string, StringAttributeConstraints = {}) => ({
  Name,
  Required: true,
  StringAttributeConstraints,
});

/** What is thrown, for programs and for people. */
function codeAndMessage(action: () => unknown): [string, string] {
  try {
    action();
  } catch (error) {
    if (error instanceof VerifyError) return [error.code, error.message];
  }
  throw new Error('It was not refused.');
}

describe('a user to verify with', () => {
  it('has a name that says what it is for, of its own, and in small letters', () => {
    const [one, other] = [newUserOf({}, NOW), newUserOf({}, NOW)];

    expect(one.username).toMatch(/^cognito-sign-out-verify-20270115t080000z-[0-9a-f]{8}$/);
    expect([one.username, one.password]).not.toEqual([other.username, other.password]);
    expect(one.attributes).toEqual({});
  });

  it('is named by an address where users are, which is nobody’s', () => {
    const pool = { UsernameAttributes: ['phone_number', 'email'] };
    const { username, attributes } = newUserOf(pool, NOW);

    expect(username).toMatch(/^cognito-sign-out-verify-\S+@example\.com$/);
    expect(attributes).toEqual({ email: username });
    expect([nameAttributeOf(pool), nameAttributeOf({})]).toEqual(['email', 'username']);
  });

  it.each([8, 30, 99])('has a password as every policy wants it, of %p characters at least', (MinimumLength) => {
    const { password } = newUserOf({ Policies: { PasswordPolicy: { MinimumLength } } }, NOW);

    expect(password.length).toBeGreaterThanOrEqual(MinimumLength);
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/]) expect(password).toMatch(kind);
  });

  it('has something in every attribute that is required', () => {
    const names = ['sub', 'email', 'phone_number', 'name', 'birthdate', 'preferred_username', 'updated_at', 'website'];
    const { attributes } = newUserOf({ SchemaAttributes: names.map((name) => attribute(name)) }, NOW);

    expect(Object.keys(attributes).sort()).toEqual(names.filter((name) => name !== 'sub').sort());
    expect(attributes).toMatchObject({
      birthdate: '1970-01-01',
      phone_number: expect.stringMatching(/^\+120255501\d\d$/) as string,
    });
  });

  it.each([
    ['attributes that nobody knows', { SchemaAttributes: [attribute('shoe_size')] }, 'shoe_size (not known here)'],
    [
      'attributes of another length',
      { SchemaAttributes: [attribute('name', { MinLength: '20', MaxLength: '30' }), attribute('x')] },
      'name (20 to 30 characters), x (not known here)',
    ],
    ['a second factor', { MfaConfiguration: 'ON' }, 'a second factor of everybody'],
    ['a phone', { UsernameAttributes: ['phone_number'] }, 'by phone number'],
  ])('is not made where that takes %s, which is said', (_, pool, said) => {
    expect(codeAndMessage(() => newUserOf(pool, NOW))).toEqual(['unusable_pool', expect.stringContaining(said)]);
  });
});

describe('an app client', () => {
  const clientOf = (...ExplicitAuthFlows: string[]) => ({
    ClientId: 'c',
    ExplicitAuthFlows,
    EnableTokenRevocation: true,
  });

  it.each([
    [['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'], 'ADMIN_USER_PASSWORD_AUTH'],
    [['ADMIN_NO_SRP_AUTH'], 'ADMIN_USER_PASSWORD_AUTH'],
    [['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'], 'USER_PASSWORD_AUTH'],
    [['USER_PASSWORD_AUTH'], 'USER_PASSWORD_AUTH'],
    [['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH'], 'USER_SRP_AUTH'],
    [[], 'USER_SRP_AUTH'],
  ])('lets users sign in: %j by %s', (flows, flow) => {
    expect(appClientOf(clientOf(...flows))).toEqual({ clientId: 'c', secret: undefined, flow, rotates: false });
  });

  it('may have a secret, and rotate refresh tokens', () => {
    const client = { ...clientOf(), ClientSecret: 's', RefreshTokenRotation: { Feature: 'ENABLED' } };

    expect(appClientOf(client)).toMatchObject({ secret: 's', rotates: true });
  });

  it('that lets nobody sign in is refused, with its flows and with what to do', () => {
    expect(codeAndMessage(() => appClientOf(clientOf('ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH')))).toEqual([
      'unusable_client',
      expect.stringMatching(/its flows are ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH\.\nName another client/),
    ]);
  });

  it('without token revocation is refused', () => {
    expect(() => appClientOf({ ...clientOf(), EnableTokenRevocation: false })).toThrow(
      'npx cognito-sign-out adopt --client-id c',
    );
  });
});
