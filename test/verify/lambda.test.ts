import { createVerifier } from '../../verify';
import { requireSession, type HttpEvent } from '../../verify/lambda';
import { accessPayload } from '../support/tokens';
import { verifyInEachTest, type Verification } from '../support/verification';

// What a function URL has besides is in services.test.ts: here is what only load balancers do.

let verification: Verification;
verifyInEachTest((started) => (verification = started));

const UNAUTHORIZED = { statusCode: 401, body: '{"message":"Unauthorized"}', isBase64Encoded: false };

async function answerTo(event: HttpEvent) {
  const verifier = createVerifier({ onUnavailable: () => undefined });
  return requireSession(verifier, (_: HttpEvent, { sub }, context: { name: string }) => [sub, context.name])(event, {
    name: 'context',
  });
}

describe('a function behind a load balancer', () => {
  it('gets the event, the session and the context, whichever way headers come and are spelt', async () => {
    const token = `Bearer ${verification.token(accessPayload())}`;

    await expect(answerTo({ headers: { authorization: token } })).resolves.toEqual(['user-1', 'context']);
    await expect(answerTo({ headers: { Authorization: token } })).resolves.toEqual(['user-1', 'context']);
    await expect(answerTo({ multiValueHeaders: { authorization: [token] } })).resolves.toEqual(['user-1', 'context']);
  });

  it('answers in the form that its target group takes', async () => {
    const headers = { 'www-authenticate': 'Bearer', 'cache-control': 'no-store', 'content-type': 'application/json' };
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

    await expect(answerTo({ headers: {} })).resolves.toEqual({ ...UNAUTHORIZED, headers });
    await expect(answerTo({ multiValueHeaders: {} })).resolves.toEqual({ ...UNAUTHORIZED, multiValueHeaders });
  });

  it('takes neither of two tokens', async () => {
    const token = `Bearer ${verification.token(accessPayload())}`;

    await expect(answerTo({ multiValueHeaders: { authorization: [token, token] } })).resolves.toMatchObject({
      statusCode: 401,
      multiValueHeaders: { 'www-authenticate': ['Bearer error="invalid_token"'] },
    });
  });

  it('leaves what its own code throws alone', async () => {
    const handler = requireSession(createVerifier(), () => Promise.reject(new Error('its own')));

    await expect(
      handler({ headers: { authorization: `Bearer ${verification.token(accessPayload())}` } }, undefined),
    ).rejects.toThrow('its own');
  });
});
