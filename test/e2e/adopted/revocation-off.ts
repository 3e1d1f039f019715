import { askProxy, askToRevoke, payloadOf } from '../callers';
import { iamUser } from '../iam';
import { postSigned } from '../signed-request';
import { REJECTED, verdictsOn } from '../stack';
import type { Adopted } from './adopted';

/** A client with token revocation off, whose tokens name no session. */
export function describeRevocationOff(adopted: () => Adopted): void {
  describe('a client with token revocation off', () => {
    it('gets tokens without a session, on this cloud as on AWS', async () => {
      const { pool, clients } = adopted();
      const { accessToken, idToken } = await pool.signIn(await pool.newUser(), clients.unrevocable);

      expect(payloadOf(accessToken)).toHaveProperty('jti');
      expect(payloadOf(accessToken)).not.toHaveProperty('origin_jti');
      expect(payloadOf(idToken)).not.toHaveProperty('jti');
      expect(payloadOf(idToken)).not.toHaveProperty('origin_jti');
    });

    it('has its tokens accepted nowhere', async () => {
      const { pool, clients, stack } = adopted();
      const service = await iamUser('arn:aws:execute-api:*:*:*/*/POST/oauth2/introspect');
      const tokens = await pool.signIn(await pool.newUser(), clients.unrevocable);

      expect(await verdictsOn(tokens, stack)).toEqual(REJECTED);
      for (const token of [tokens.accessToken, tokens.idToken]) {
        const body = new URLSearchParams({ token }).toString();
        const url = `${stack.outputs.SignOutApiUrl}/oauth2/introspect`;
        const answer = await postSigned(url, body, 'application/x-www-form-urlencoded', service);
        expect([answer.status, await answer.text()]).toEqual([200, '{"active":false}']);
        for (const scope of ['local', 'global']) {
          await expect(stack.signOut(token, { scope })).resolves.toMatchObject({ status: 401 });
        }
      }
    });

    it('is told that none of its tokens can be revoked', async () => {
      const { pool, clients, stack } = adopted();
      const { client_id } = clients.unrevocable;
      const tokens = await pool.signIn(await pool.newUser(), clients.unrevocable);

      for (const token of [tokens.accessToken, tokens.idToken, tokens.refreshToken]) {
        await expect(askToRevoke(stack.outputs.SignOutApiUrl, { client_id, token })).resolves.toMatchObject({
          status: 400,
          error: 'unsupported_token_type',
        });
      }
      const body = { ClientId: client_id, Token: tokens.refreshToken };
      await expect(askProxy(stack.outputs.SignOutApiUrl, 'RevokeToken', body)).resolves.toMatchObject({
        status: 400,
        error: 'UnsupportedOperationException',
      });
    });
  });
}
