import { RevocationError } from '../../../lambda/core/errors';
import { createAppSyncSignOut, type AppSyncSignOutEvent } from '../../../lambda/handlers/sign-out/appsync-sign-out';
import { event } from '../../support/events';
import { accessPayload } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

let world: World;
let token: string;

beforeEach(async () => {
  world = await createWorld();
  token = world.token(accessPayload());
});

afterEach(async () => {
  await world.stop();
});

const signOut = (overrides: Partial<AppSyncSignOutEvent> = {}) =>
  createAppSyncSignOut(world.dependencies)(
    { ...event<AppSyncSignOutEvent>('appsync-sign-out', token), ...overrides },
    { awsRequestId: 'request-1' },
  );

describe('the mutation signOut', () => {
  it.each([
    ['LOCAL', 'local'],
    ['OTHERS', 'others'],
    ['GLOBAL', 'global'],
    [null, 'local'],
    [undefined, 'local'],
  ])('takes the scope %p for %s', async (scope, expected) => {
    await expect(signOut({ scope } as Partial<AppSyncSignOutEvent>)).resolves.toMatchObject({
      scope: expected,
      signedOutAt: expect.any(Number) as number,
    });
  });

  it('revokes the refresh token', async () => {
    world.userPool.signIn('refresh-1', 'session-1');

    await expect(signOut({ refreshToken: 'refresh-1' })).resolves.toMatchObject({ outcome: 'complete' });
  });

  it.each<[string, () => string]>([
    ['bare', () => token],
    ["by AWS's own scheme", () => `Lambda ${token}`],
    ["by AWS's own scheme, in small letters", () => `lambda ${token}`],
  ])('takes the token as AppSync does: %s', async (_, authorization) => {
    await expect(signOut({ authorization: authorization() })).resolves.toMatchObject({ outcome: 'partial' });
  });

  it.each([null, undefined, '', 'x.y.z'])('is invalid_token by %p', async (authorization) => {
    await expect(signOut({ authorization } as Partial<AppSyncSignOutEvent>)).resolves.toEqual({
      error: 'invalid_token',
      errorDescription: 'The token is not accepted.',
    });
  });

  it('is invalid_request with a refresh token that is not for local', async () => {
    await expect(signOut({ scope: 'GLOBAL', refreshToken: 'refresh-1' })).resolves.toEqual({
      error: 'invalid_request',
      errorDescription: 'refreshToken goes with the scope local only',
    });
  });

  it('is temporarily_unavailable if nothing can be promised', async () => {
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(signOut()).resolves.toMatchObject({ error: 'temporarily_unavailable' });
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
  });
});
