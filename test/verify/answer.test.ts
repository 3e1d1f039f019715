import { answerTo, InsufficientScopeError, InvalidTokenError, UnavailableError } from '../../verify';

describe('answerTo()', () => {
  it.each([
    [new InvalidTokenError('revoked'), 401, '{"message":"Unauthorized"}'],
    [new InsufficientScopeError(['orders/read']), 403, '{"message":"Forbidden"}'],
    [new UnavailableError('revocation_store_unavailable'), 503, '{"message":"Service Unavailable"}'],
  ])('answers an error of verify(): %s', (error, statusCode, body) => {
    const headers = { ...error.headers, 'content-type': 'application/json' };

    expect(answerTo(error)).toEqual({ statusCode, headers, body });
  });

  it.each([
    ['an error of the service', new Error('its own')],
    // As `jwt-decode` throws it: with no status, the answer would be 200, and repeat the message.
    ['another library’s of the same name', Object.assign(new Error('invalid: abc'), { name: 'InvalidTokenError' })],
    ['one of another status', Object.assign(new InvalidTokenError('revoked'), { statusCode: 200 })],
    ['one with headers alone', Object.assign(new Error('its own'), { headers: {} })],
    ['no error', 'text'],
  ])('throws what is none of them: %s', (_, error) => {
    let thrown: unknown;
    try {
      answerTo(error);
    } catch (caught) {
      thrown = caught;
    }

    expect(thrown).toBe(error);
  });
});
