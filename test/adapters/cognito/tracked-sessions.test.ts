import type { CognitoClient } from '../../../lambda/adapters/cognito/client';
import { createTrackedSessions } from '../../../lambda/adapters/cognito/tracked-sessions';
import { cognitoAt } from '../../support/cognito-client';
import { CognitoServer } from '../../support/cognito-server';
import { POOL } from '../../support/tokens';

let cognito: CognitoServer;
let client: CognitoClient;

beforeEach(async () => {
  cognito = new CognitoServer();
  client = cognitoAt(await cognito.start());
});

afterEach(async () => {
  await cognito.stop();
});

const sessionsOf = () => createTrackedSessions(client, POOL);

function answer(...sessions: readonly Record<string, unknown>[]): void {
  cognito.answer = { status: 200, body: JSON.stringify({ Sessions: sessions }) };
}

describe('what Cognito calls a session', () => {
  it('is that of the session which the access token belongs to', async () => {
    answer({ SessionId: 'sso1', IsCurrentSession: false }, { SessionId: 'tkn1', IsCurrentSession: true });

    await expect(sessionsOf().idOf('a.b.c')).resolves.toBe('tkn1');
    expect(cognito.requests.map(({ target }) => target)).toEqual([
      'AWSCognitoIdentityProviderService.ListUserSessions',
    ]);
  });

  it('is not known where none is said to be, or Cognito does not answer', async () => {
    answer({ SessionId: 'tkn1' });
    await expect(sessionsOf().idOf('a.b.c')).resolves.toBeUndefined();
    cognito.answer = { status: 400, body: '{"__type":"FeatureUnavailableInTierException"}' };
    await expect(sessionsOf().idOf('a.b.c')).resolves.toBeUndefined();
  });
});

describe('what Cognito knows of sessions', () => {
  it('is device, place and last activity, where it does know', async () => {
    answer(
      {
        SessionId: 'tkn1',
        LastActiveDate: 1_800_000_000.9,
        DeviceType: 'macOS, Safari',
        LastIPAddress: '192.0.2.1',
        LastLocation: { City: 'Bern', Country: 'Switzerland' },
      },
      { SessionId: 'tkn2', DeviceType: 'unknown', LastIPAddress: '', LastLocation: { City: null, Country: 'unknown' } },
      { SessionId: 'tkn3', LastLocation: { Country: 'Switzerland' } },
      { DeviceType: 'of no session' },
    );

    const activities = await sessionsOf().activityOf('alice');

    expect([...activities]).toEqual([
      [
        'tkn1',
        {
          lastActiveAt: 1_800_000_000,
          device: 'macOS, Safari',
          ipAddress: '192.0.2.1',
          location: { city: 'Bern', country: 'Switzerland' },
        },
      ],
      ['tkn2', {}],
      ['tkn3', { location: { country: 'Switzerland' } }],
    ]);
    expect(cognito.requests.map(({ target }) => target?.split('.')[1])).toEqual(['AdminListUserSessions']);
  });

  it('is nothing where Cognito does not answer', async () => {
    cognito.answer = { status: 400, body: '{"__type":"UserNotFoundException"}' };

    await expect(sessionsOf().activityOf('alice')).resolves.toEqual(new Map());
  });
});
