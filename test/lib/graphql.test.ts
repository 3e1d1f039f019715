import { resolver } from '../support/appsync';

describe('Query.session', () => {
  const resolverContext = {
    sub: 'user-1',
    username: 'alice',
    clientId: 'client-1',
    tokenUse: 'access',
    sessionId: 'session-1',
    authTime: '1800000000',
    expiresAt: '1800003600',
    scope: 's',
    groups: '["g"]',
  };
  const sessionOf = (context: Record<string, string>) =>
    resolver('session.js').response({ identity: { resolverContext: context } });

  it('is what the authorizer told, with times as numbers', () => {
    expect(resolver('session.js').request({})).toEqual({});
    expect(sessionOf(resolverContext)).toEqual({
      sub: 'user-1',
      username: 'alice',
      clientId: 'client-1',
      tokenUse: 'access',
      sessionId: 'session-1',
      authTime: 1_800_000_000,
      expiresAt: 1_800_003_600,
    });
  });

  it('says of a machine that it has no user', () => {
    expect(sessionOf({ ...resolverContext, username: '', authTime: '' })).toMatchObject({
      username: null,
      authTime: null,
    });
  });
});

describe('Mutation.signOut', () => {
  const { request, response } = resolver('sign-out.js');

  it("hands over the caller's own token", () => {
    const context = {
      request: { headers: { authorization: 'Bearer x' } },
      args: { scope: 'LOCAL', refreshToken: 'r' },
    };

    expect(request(context)).toEqual({
      operation: 'Invoke',
      payload: { authorization: 'Bearer x', scope: 'LOCAL', refreshToken: 'r' },
    });
  });

  it('answers what has been done', () => {
    const result = { outcome: 'partial', scope: 'local', signedOutAt: 1, unfinished: ['refresh_token'] };

    expect(response({ result })).toEqual({ ...result, scope: 'LOCAL' });
  });

  it.each(['invalid_request', 'invalid_token', 'temporarily_unavailable'])('raises the error type %s', (error) => {
    expect(() => response({ result: { error, errorDescription: 'why' } })).toThrow(
      expect.objectContaining({ errorType: error, message: 'why' }) as Error,
    );
  });

  it('promises nothing if the function has failed', () => {
    expect(() => response({ error: { message: 'stack trace', type: 'Lambda:Unhandled' } })).toThrow(
      expect.objectContaining({ errorType: 'temporarily_unavailable' }) as Error,
    );
  });
});

describe('Query.sessions', () => {
  const { request, response } = resolver('sessions.js');

  it("hands over the caller's own token", () => {
    const context = { request: { headers: { authorization: 'Bearer x' } }, args: { limit: 5 } };

    expect(request(context)).toEqual({
      operation: 'Invoke',
      payload: { field: 'sessions', authorization: 'Bearer x', limit: 5 },
    });
  });

  it('answers the list', () => {
    const sessions = [{ sessionId: 'session-1', current: true }];

    expect(response({ result: { sessions, nextToken: 'x' } })).toEqual(sessions);
  });
});

describe('Mutation.endSession', () => {
  const { request, response } = resolver('end-session.js');

  it("hands over the caller's own token", () => {
    const context = { request: { headers: { authorization: 'Bearer x' } }, args: { sessionId: 'session-1' } };

    expect(request(context)).toEqual({
      operation: 'Invoke',
      payload: { field: 'endSession', authorization: 'Bearer x', sessionId: 'session-1' },
    });
  });

  it('answers what has been done', () => {
    const result = { outcome: 'partial', scope: 'session', signedOutAt: 1, unfinished: ['refresh_token'] };

    expect(response({ result })).toEqual(result);
  });
});

describe.each(['sessions.js', 'end-session.js'])('%s', (file) => {
  const { response } = resolver(file);

  it.each(['invalid_request', 'invalid_token', 'unknown_session', 'temporarily_unavailable'])(
    'raises the error type %s',
    (error) => {
      expect(() => response({ result: { error, errorDescription: 'why' } })).toThrow(
        expect.objectContaining({ errorType: error, message: 'why' }) as Error,
      );
    },
  );

  it('promises nothing if the function has failed', () => {
    expect(() => response({ error: { message: 'stack trace', type: 'Lambda:Unhandled' } })).toThrow(
      expect.objectContaining({ errorType: 'temporarily_unavailable' }) as Error,
    );
  });
});
