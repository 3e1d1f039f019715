import { randomBytes, randomInt } from 'node:crypto';

import { VerifyError } from './verify-error';

/** What Cognito says of a user pool, as far as it matters here. */
export interface PoolDescription {
  readonly UsernameAttributes?: readonly string[];
  readonly MfaConfiguration?: string;
  readonly Policies?: { readonly PasswordPolicy?: { readonly MinimumLength?: number } };
  readonly SchemaAttributes?: readonly AttributeDescription[];
  /** There if the pool remembers devices. */
  readonly DeviceConfiguration?: object;
}

interface AttributeDescription {
  readonly Name?: string;
  readonly Required?: boolean;
  readonly StringAttributeConstraints?: { readonly MinLength?: string; readonly MaxLength?: string };
}

/** A user to be made. */
export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the names of all users begin with that are made here. */
export const USER_PREFIX = 'cognito-sign-out-verify-';

/** By which attribute the users that are made here are found again. */
export function nameAttributeOf({ UsernameAttributes = [] }: PoolDescription): 'username' | 'email' {
  return UsernameAttributes.includes('email') ? 'email' : 'username';
}

/**
 * A user that the pool takes: with a name that nobody else has, and something in each required attribute.
 *
 * @throws VerifyError `unusable_pool` if it would take more than that
 */
export function newUserOf(pool: PoolDescription, now: Date): NewUser {
  const { UsernameAttributes = [], MfaConfiguration, Policies } = pool;
  if (MfaConfiguration === 'ON') {
    throw unusable(
      'it wants a second factor of everybody, which nobody here can give. Verify on a stack with a pool of its own, and ' +
        'without: what is verified depends on the stack, and not on how its users sign in',
    );
  }
  if (UsernameAttributes.length > 0 && !UsernameAttributes.includes('email')) {
    throw unusable('its users sign in by phone number, and none is made up here');
  }
  // 2027-01-15T08:00:00.000Z → 20270115t080000z: pools may be case-sensitive.
  const time = now
    .toISOString()
    .replace(/[-:]|\.\d{3}/g, '')
    .toLowerCase();
  const name = `${USER_PREFIX}${time}-${randomBytes(4).toString('hex')}`;
  const email = `${name}@example.com`;
  return {
    username: nameAttributeOf(pool) === 'email' ? email : name,
    password: newPassword(Policies?.PasswordPolicy?.MinimumLength ?? 8),
    attributes: {
      ...requiredAttributesOf(pool, email),
      // Never to be told anything: https://www.rfc-editor.org/rfc/rfc2606#section-3
      ...(nameAttributeOf(pool) === 'email' && { email }),
    },
  };
}

/** Cognito's longest is 256 characters. */
function newPassword(minimumLength: number): string {
  const length = Math.min(Math.max(minimumLength, 24), 250);
  return `${randomBytes(length)
    .toString('base64url')
    .slice(0, length - 4)}aA1!`;
}

/** OpenID Connect's attributes, which alone can be required: those that many users may share. */
const VALUES: Readonly<Record<string, string>> = {
  address: 'nowhere',
  birthdate: '1970-01-01',
  family_name: 'Verify',
  gender: 'none',
  given_name: 'Verify',
  locale: 'en',
  middle_name: 'Verify',
  name: 'Verify',
  nickname: 'verify',
  picture: 'https://example.com/',
  profile: 'https://example.com/',
  updated_at: '0',
  website: 'https://example.com/',
  zoneinfo: 'UTC',
};

function requiredAttributesOf({ SchemaAttributes = [] }: PoolDescription, email: string): Record<string, string> {
  // Numbers that are reserved for fiction.
  const phoneNumber = `+1202555${String(randomInt(100, 200)).padStart(4, '0')}`;
  const unique: Readonly<Record<string, string>> = { email, preferred_username: email, phone_number: phoneNumber };
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const { Name = '', Required = false, StringAttributeConstraints } of SchemaAttributes) {
    if (!Required || Name === 'sub') continue;
    const value = unique[Name] ?? VALUES[Name];
    const { MinLength = '0', MaxLength = '2048' } = StringAttributeConstraints ?? {};
    if (value === undefined) problems.push(`${Name} (not known here)`);
    else if (value.length < Number(MinLength) || value.length > Number(MaxLength)) {
      problems.push(`${Name} (${MinLength} to ${MaxLength} characters)`);
    } else values[Name] = value;
  }
  if (problems.length > 0)
    throw unusable(`it requires attributes that nothing is made up for here: ${problems.join(', ')}`);
  return values;
}

function unusable(why: string): VerifyError {
  return new VerifyError('unusable_pool', `Users to verify with cannot be made in this user pool: ${why}.`);
}
