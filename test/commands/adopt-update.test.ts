import fc from 'fast-check';

import type { ClientDescription } from '../../commands/adopt/client-description';
import { SETTING_NAMES, unknownSettings } from '../../commands/adopt/client-settings';
import { differences } from '../../commands/adopt/difference';
import { secondsOf, TOKENS, type TokenValidities } from '../../commands/adopt/token-validity';
import { updateFor } from '../../commands/adopt/update';
import { APP_CLIENT, READ_ONLY, WRITABLE } from '../support/app-client';

describe('the update of a client', () => {
  it('holds every setting that there is, with token revocation on', () => {
    expect(Object.keys(WRITABLE).sort()).toEqual([...SETTING_NAMES].sort());
    expect(updateFor(APP_CLIENT, {})).toStrictEqual({ ...WRITABLE, EnableTokenRevocation: true });
  });

  it('holds no setting that the client does not have', () => {
    const client = { UserPoolId: 'us-east-1_Example', ClientId: '1example23456789', ClientName: 'web' };

    expect(updateFor(client, {})).toStrictEqual({ ...client, EnableTokenRevocation: true });
  });

  it.each([
    [[], ['https://api.example.com/oauth2/logout/done']],
    [undefined, ['https://api.example.com/oauth2/logout/done']],
    [['https://a.example/'], ['https://a.example/', 'https://api.example.com/oauth2/logout/done']],
    [['https://api.example.com/oauth2/logout/done'], ['https://api.example.com/oauth2/logout/done']],
  ])('adds a sign-out URL to those that there are, once: %j', (LogoutURLs, expected) => {
    const client = { ...APP_CLIENT, LogoutURLs };

    expect(updateFor(client, {}, 'https://api.example.com/oauth2/logout/done')).toStrictEqual({
      ...WRITABLE,
      EnableTokenRevocation: true,
      LogoutURLs: expected,
    });
  });

  it('adds none to a client without OAuth flows, for which Cognito keeps none', () => {
    const client = { ...APP_CLIENT, AllowedOAuthFlowsUserPoolClient: false };

    expect(updateFor(client, {}, 'https://api.example.com/oauth2/logout/done')).toStrictEqual({
      ...WRITABLE,
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
    });
  });

  it.each([
    // What is asked for, in seconds; what becomes of it.
    [{ AccessToken: 900 }, { AccessTokenValidity: 15 }, 'minutes'],
    [{ AccessToken: 1800 }, {}, 'minutes'],
    [{ IdToken: 900 }, { IdTokenValidity: 900 }, 'minutes'],
    [{ RefreshToken: 86_400 }, { RefreshTokenValidity: 1 }, 'minutes'],
  ])('keeps the unit of a validity where it can: %j', (asked, validity, unit) => {
    const { TokenValidityUnits } = APP_CLIENT;

    expect(updateFor(APP_CLIENT, asked)).toStrictEqual({
      ...WRITABLE,
      ...validity,
      TokenValidityUnits: { ...TokenValidityUnits, AccessToken: unit },
      EnableTokenRevocation: true,
    });
  });

  it.each([
    [{ RefreshToken: 3600 }, { RefreshTokenValidity: 1 }, { RefreshToken: 'hours' }],
    [{ RefreshToken: 36 * 3600 }, { RefreshTokenValidity: 36 }, { RefreshToken: 'hours' }],
    [{ RefreshToken: 3660 }, { RefreshTokenValidity: 61 }, { RefreshToken: 'minutes' }],
  ])('takes the largest whole unit where it can not: %j', (asked, validity, unit) => {
    const { TokenValidityUnits } = APP_CLIENT;

    expect(updateFor(APP_CLIENT, asked)).toMatchObject({
      ...validity,
      TokenValidityUnits: { ...TokenValidityUnits, ...unit },
    });
  });

  it.each([undefined, {}])(
    'states a unit only where it has to, if the client states none: %j',
    (TokenValidityUnits) => {
      const client = { ...APP_CLIENT, AccessTokenValidity: 1, IdTokenValidity: 1, TokenValidityUnits };

      expect(updateFor(client, {}).TokenValidityUnits).toEqual(TokenValidityUnits);
      expect(updateFor(client, { AccessToken: 900 })).toMatchObject({
        AccessTokenValidity: 15,
        IdTokenValidity: 1,
        RefreshTokenValidity: 10,
        TokenValidityUnits: { AccessToken: 'minutes' },
      });
    },
  );
});

/** Any client: with any of the settings, at any value. */
const aList = fc.array(fc.string());
const aUnit = fc.constantFrom('seconds', 'minutes', 'hours', 'days');
type Values = Readonly<Record<keyof typeof APP_CLIENT, fc.Arbitrary<unknown>>>;
const anything: Values = {
  ...(Object.fromEntries(Object.keys(APP_CLIENT).map((name) => [name, fc.jsonValue()])) as Values),
  RefreshTokenValidity: fc.nat(315_360_000),
  AccessTokenValidity: fc.nat(86_400),
  IdTokenValidity: fc.nat(86_400),
  TokenValidityUnits: fc.record({ AccessToken: aUnit, IdToken: aUnit, RefreshToken: aUnit }, { requiredKeys: [] }),
  ReadAttributes: aList,
  WriteAttributes: aList,
  ExplicitAuthFlows: aList,
  SupportedIdentityProviders: aList,
  CallbackURLs: aList,
  LogoutURLs: aList,
  AllowedOAuthFlows: aList,
  AllowedOAuthScopes: aList,
  AllowedOAuthFlowsUserPoolClient: fc.boolean(),
  EnableTokenRevocation: fc.boolean(),
  EnablePropagateAdditionalUserContextData: fc.boolean(),
  RefreshTokenRotation: fc.record({ Feature: fc.constantFrom('ENABLED', 'DISABLED') }),
};
const aClient = fc.record(anything, { requiredKeys: [] }) as fc.Arbitrary<ClientDescription>;
const minutes = (max: number) => fc.integer({ min: 5, max }).map((count) => count * 60);
const asked = fc.record(
  { AccessToken: minutes(1440), IdToken: minutes(1440), RefreshToken: minutes(3650 * 1440) },
  { requiredKeys: [] },
) as fc.Arbitrary<TokenValidities>;

describe('for every client, and whatever is asked', () => {
  it('the update holds each setting unchanged, but for what was asked, and nothing that can not be written', () => {
    fc.assert(
      fc.property(aClient, asked, (client, validities) => {
        const update = updateFor(client, validities) as unknown as Record<string, unknown>;
        const touched = TOKENS.filter((token) => validities[token] !== undefined).flatMap((token) => [
          `${token}Validity`,
          'TokenValidityUnits',
        ]);
        const kept = SETTING_NAMES.filter((name) => name !== 'EnableTokenRevocation' && !touched.includes(name));

        for (const name of kept) {
          expect(Object.hasOwn(update, name)).toBe(client[name] !== undefined);
          expect(update[name]).toBe(client[name]);
        }
        expect(update['EnableTokenRevocation']).toBe(true);
        for (const name of Object.keys(READ_ONLY)) expect(update).not.toHaveProperty(name);
      }),
    );
  });

  it('the tokens live as long as was asked, and otherwise as long as before', () => {
    fc.assert(
      fc.property(aClient, asked, (client, validities) => {
        const wanted = { ...client, ...updateFor(client, validities) };
        for (const token of TOKENS) {
          expect(secondsOf(wanted, token)).toBe(validities[token] ?? secondsOf(client, token));
        }
      }),
    );
  });

  it('a client that was adopted needs no second adoption', () => {
    fc.assert(
      fc.property(aClient, asked, (client, validities) => {
        const adopted = { ...client, ...updateFor(client, validities) };
        expect(differences(adopted, { ...adopted, ...updateFor(adopted, validities) })).toEqual([]);
      }),
    );
  });

  it('the difference is what was asked, and nothing else', () => {
    fc.assert(
      fc.property(aClient, asked, (client, validities) => {
        const found = differences(client, { ...client, ...updateFor(client, validities) });
        const expected = [
          ...(client['EnableTokenRevocation'] === true ? [] : ['EnableTokenRevocation']),
          ...TOKENS.filter((token) => (validities[token] ?? secondsOf(client, token)) !== secondsOf(client, token)).map(
            (token) => `${token}Validity`,
          ),
        ];
        expect(found.map(({ setting }) => setting)).toEqual(expected);
      }),
    );
  });
});

describe('the difference between two descriptions', () => {
  it.each(Object.keys(APP_CLIENT).filter((name) => !['LastModifiedDate', 'TokenValidityUnits'].includes(name)))(
    'is noticed in %s, whether it has changed or is gone',
    (name) => {
      const client: ClientDescription = { ...APP_CLIENT, EnableTokenRevocation: true };
      for (const after of [
        { ...client, [name]: 'x' },
        { ...client, [name]: undefined },
      ]) {
        expect(differences(client, after).map(({ setting }) => setting)).toEqual([name]);
      }
    },
  );

  it('is noticed where the unit of a validity is lost', () => {
    const { TokenValidityUnits, ...rest } = APP_CLIENT;

    expect(TokenValidityUnits.AccessToken).toBe('minutes');
    expect(differences(APP_CLIENT, rest)).toEqual([
      { setting: 'AccessTokenValidity', before: '30 minutes', after: '30 hours' },
      { setting: 'IdTokenValidity', before: '7200 seconds', after: '7200 hours' },
    ]);
  });

  it('shows no secret, and nothing that it does not know', () => {
    const found = differences(
      { ClientSecret: 'secret-1', Unheard: 'secret-2', RefreshTokenRotation: { Feature: 'ENABLED', Of: 'secret-3' } },
      { ClientSecret: 'secret-4' },
    );

    expect(found).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain('secret-');
  });

  it.each([
    ['the order of a list', { CallbackURLs: ['a:', 'b:'] }, { CallbackURLs: ['b:', 'a:'] }],
    ['a default that is said now', {}, { AuthSessionValidity: 3, RefreshTokenRotation: { Feature: 'DISABLED' } }],
    ['a validity of nought, which is the default', { RefreshTokenValidity: 0 }, { RefreshTokenValidity: 30 }],
    ['units that are said now', {}, { TokenValidityUnits: { AccessToken: 'hours', RefreshToken: 'days' } }],
    ['another unit', { IdTokenValidity: 1 }, { IdTokenValidity: 60, TokenValidityUnits: { IdToken: 'minutes' } }],
    ['when it was last modified', { LastModifiedDate: 1 }, { LastModifiedDate: 2 }],
  ])('is not: %s', (_, before, after) => {
    expect(differences(before, after)).toEqual([]);
  });

  it('counts the members of a list', () => {
    expect(differences({ ReadAttributes: ['a', 'a'] }, { ReadAttributes: ['a'] })).toHaveLength(1);
    expect(differences({ ReadAttributes: [] }, {})).toHaveLength(1);
  });
});

describe('settings that are not known', () => {
  it('are none in a client with every setting there is', () => {
    expect(unknownSettings(APP_CLIENT)).toEqual([]);
  });

  it('are named with where they are, and without their values', () => {
    const client = {
      ...APP_CLIENT,
      Unheard: 'secret-1',
      TokenValidityUnits: { AccessToken: 'fortnights', DeviceToken: 'days' },
      AnalyticsConfiguration: { ApplicationId: 'x', Unheard: 'secret-2' },
      RefreshTokenRotation: { Feature: 'ENABLED', Unheard: {} },
    };

    expect(unknownSettings(client)).toEqual([
      'Unheard',
      'TokenValidityUnits.DeviceToken',
      'AnalyticsConfiguration.Unheard',
      'RefreshTokenRotation.Unheard',
      'the unit in TokenValidityUnits.AccessToken',
    ]);
  });
});
