import { createSession, type SessionEvent } from '../../../lambda/handlers/sessions/session';
import { event } from '../../support/events';

const SESSION = {
  sub: 'user-1',
  username: 'alice',
  clientId: 'client-1',
  tokenUse: 'access',
  sessionId: 'session-1',
  authTime: 1_799_999_940,
  expiresAt: 1_800_003_600,
};

async function answerTo(request: SessionEvent, allowedOrigins = ['*']) {
  const { statusCode, headers, body } = await createSession({ allowedOrigins })(request);
  return { statusCode, headers, body: JSON.parse(body ?? '') as unknown };
}

describe('GET /session', () => {
  it.each(['http-session', 'rest-session'])('repeats what the authorizer told: %s', async (name) => {
    await expect(answerTo(event(name))).resolves.toEqual({
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
      },
      body: SESSION,
    });
  });

  it('says of a machine that it has no user', async () => {
    const request = event<{ requestContext: { authorizer: Record<string, string> } }>('rest-session');
    Object.assign(request.requestContext.authorizer, { username: '', authTime: '' });

    await expect(answerTo(request as unknown as SessionEvent)).resolves.toMatchObject({
      body: { username: null, authTime: null },
    });
  });

  it('lets only the allowed origins read it in a browser', async () => {
    const originFor = async (allowedOrigins: string[]) =>
      (await answerTo(event('rest-session'), allowedOrigins)).headers;

    await expect(originFor(['https://other.example', 'https://app.example.com'])).resolves.toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      vary: 'origin',
    });
    const refused = await originFor(['https://other.example']);
    expect(refused).toMatchObject({ vary: 'origin' });
    expect(refused).not.toHaveProperty('access-control-allow-origin');
  });
});
