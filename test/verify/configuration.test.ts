import type { VerifierOptions } from '../../verify';
import { readConfiguration } from '../../verify/verifier/configuration';

const OPTIONS: VerifierOptions = { userPoolId: 'eu-west-1_AbCd12345', clientIds: ['web'], tableName: 'revocations' };
const VARIABLES = {
  USER_POOL_ID: 'us-east-1_Example',
  USER_POOL_CLIENT_IDS: 'web,app',
  REVOCATION_TABLE_NAME: 'table',
  ACCEPTED_TOKEN_USE: 'access',
};

describe('a verifier’s configuration', () => {
  it('is the options, with both uses and no memory unless they say so', () => {
    expect(readConfiguration(OPTIONS, {})).toEqual({
      userPoolId: 'eu-west-1_AbCd12345',
      userPoolClientIds: ['web'],
      tableName: 'revocations',
      acceptedTokenUse: ['access', 'id'],
      maxAge: 0,
      region: 'eu-west-1',
    });
  });

  it('is the environment where the options say nothing', () => {
    expect(readConfiguration({ tableName: undefined, maxAge: 300 }, VARIABLES)).toEqual({
      userPoolId: 'us-east-1_Example',
      userPoolClientIds: ['web', 'app'],
      tableName: 'table',
      acceptedTokenUse: ['access'],
      maxAge: 300_000,
      region: 'us-east-1',
    });
    expect(readConfiguration({ ...OPTIONS, region: 'eu-central-1' }, VARIABLES)).toMatchObject({
      userPoolId: 'eu-west-1_AbCd12345',
      region: 'eu-central-1',
    });
  });

  it('tells everything that is missing at once, and where it could be', () => {
    expect(() => readConfiguration({}, { USER_POOL_ID: '' })).toThrow(
      'createVerifier: userPoolId: missing; give it, or set the environment variable USER_POOL_ID; ' +
        'clientIds: missing; give it, or set the environment variable USER_POOL_CLIENT_IDS; ' +
        'tableName: missing; give it, or set the environment variable REVOCATION_TABLE_NAME',
    );
  });

  it.each([
    [{ userPoolId: 'pool' }, 'userPoolId: got "pool"; allowed: the id of a user pool, such as us-east-1_AbCd12345'],
    [{ clientIds: 'web' }, 'clientIds: got "web"; allowed: a list of ids of app clients'],
    [{ clientIds: ['web', ''] }, 'clientIds: got ["web",""]; allowed: a list of ids of app clients'],
    [{ clientIds: [] }, 'clientIds: missing'],
    [{ tableName: 7 }, 'tableName: got 7; allowed: a name'],
    [
      { acceptedTokenUse: ['refresh'] },
      'acceptedTokenUse: got ["refresh"]; allowed: a list of one or both of access, id',
    ],
    [{ acceptedTokenUse: [] }, 'acceptedTokenUse: got []; allowed'],
    [{ maxAge: 301 }, 'maxAge: got 301; allowed: 0 to 300 seconds'],
    [{ maxAge: -1 }, 'maxAge: got -1; allowed: 0 to 300 seconds'],
    [{ maxAge: NaN }, 'maxAge: got null; allowed: 0 to 300 seconds'],
    [{ maxAge: '60' }, 'maxAge: got "60"; allowed: 0 to 300 seconds'],
    [{ region: '' }, 'region: got ""; allowed: a Region, such as us-east-1'],
    [{ credentials: {} }, 'credentials: got {}; allowed: a function'],
    [{ onUnavailable: 'log' }, 'onUnavailable: got "log"; allowed: a function'],
    [{ maxage: 60 }, 'maxage: unknown; allowed: userPoolId, clientIds, tableName'],
  ])('is refused by the option’s name: %j', (options, message) => {
    expect(() => readConfiguration({ ...OPTIONS, ...(options as VerifierOptions) }, {})).toThrow(message);
  });

  it('names the variable’s option if a variable is wrong', () => {
    expect(() => readConfiguration(OPTIONS, { ACCEPTED_TOKEN_USE: 'access,refresh' })).toThrow(
      'acceptedTokenUse: got ["access","refresh"]; allowed',
    );
  });
});
