import { GetUserCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';

import type { Tokens } from '../../../local/client';
import { askProxy, askToRevoke, payloadOf, type Told } from '../callers';
import { refreshAtCognito } from '../other-pool';
import { ACCEPTED, REJECTED, stack as ownStack, verdictsOn } from '../stack';
import type { Adopted } from './adopted';

const { cognito } = ownStack;

/** A client that rotates refresh tokens, with no grace period. */
export function describeRotation(adopted: () => Adopted): void {
  const ways: [string, (token: string) => Promise<Told>][] = [
    ['/oauth2/revoke', (token) => askToRevoke(apiUrl(), { client_id: clientId(), token })],
    ['RevokeToken through the proxy', (Token) => askProxy(apiUrl(), 'RevokeToken', { ClientId: clientId(), Token })],
  ];
  const apiUrl = () => adopted().stack.outputs.SignOutApiUrl;
  const clientId = () => adopted().clients.rotating.client_id;

  /** A session that has been refreshed once: its refresh tokens, the used-up one and the living one. */
  async function refreshedOnce(): Promise<{ readonly usedUp: string; readonly tokens: Tokens }> {
    const { pool, clients } = adopted();
    const { refreshToken: usedUp } = await pool.signIn(await pool.newUser(), clients.rotating);
    const tokens = await refreshAtCognito(usedUp, clients.rotating);
    if (typeof tokens === 'string') throw new Error(tokens);
    return { usedUp, tokens };
  }

  /** What Cognito itself says to an access token: it is dead with the refresh tokens of its session. */
  async function atCognito(AccessToken: string): Promise<string> {
    return cognito.send(new GetUserCommand({ AccessToken })).then(
      () => 'accepted',
      (error: unknown) => (error as Error).name,
    );
  }

  describe('a client that rotates refresh tokens', () => {
    it('gets a new one for each, and has the old one refused, on this cloud as on AWS', async () => {
      const { clients } = adopted();
      const { usedUp, tokens } = await refreshedOnce();
      const origin = payloadOf(tokens.accessToken)['origin_jti'];

      expect(tokens.refreshToken).not.toBe(usedUp);
      expect(await refreshAtCognito(usedUp, clients.rotating)).toBe('RefreshTokenReuseException');
      const byFlow = new InitiateAuthCommand({
        ClientId: clientId(),
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: tokens.refreshToken },
      });
      await expect(cognito.send(byFlow)).rejects.toMatchObject({ name: 'InvalidParameterException' });
      const again = await refreshAtCognito(tokens.refreshToken, clients.rotating);
      expect(typeof again === 'string' ? again : payloadOf(again.accessToken)['origin_jti']).toBe(origin);
    });

    it.each(ways)('ends its session by %s, and nothing of it lives on at Cognito', async (_, revoke) => {
      const { clients, stack } = adopted();
      const { tokens } = await refreshedOnce();
      expect([await verdictsOn(tokens, stack), await atCognito(tokens.accessToken)]).toEqual([ACCEPTED, 'accepted']);

      await expect(revoke(tokens.refreshToken)).resolves.toMatchObject({ status: 200 });

      expect(await verdictsOn(tokens, stack)).toEqual(REJECTED);
      expect(await refreshAtCognito(tokens.refreshToken, clients.rotating)).toEqual(expect.any(String));
      expect(await atCognito(tokens.accessToken)).toBe('NotAuthorizedException');
    });

    it.each(ways)('is told by %s that a used-up refresh token tells no session', async (_, revoke) => {
      const { stack } = adopted();
      const { usedUp, tokens } = await refreshedOnce();

      await expect(revoke(usedUp)).resolves.toMatchObject({ status: 400 });

      expect(await verdictsOn(tokens, stack)).toEqual(ACCEPTED);
      await expect(revoke(tokens.refreshToken)).resolves.toMatchObject({ status: 200 });
      expect(await verdictsOn(tokens, stack)).toEqual(REJECTED);
    });

    it('is done with a local sign-out by its living refresh token, and not by a used-up one', async () => {
      const { stack } = adopted();
      const [first, second] = [await refreshedOnce(), await refreshedOnce()];

      const living = await stack.signOut(first.tokens.accessToken, { refreshToken: first.tokens.refreshToken });
      const usedUp = await stack.signOut(second.tokens.accessToken, { refreshToken: second.usedUp });

      expect(living.body).toMatchObject({ outcome: 'complete' });
      expect(await atCognito(first.tokens.accessToken)).toBe('NotAuthorizedException');
      expect(usedUp.body).toMatchObject({ outcome: 'partial', unfinished: ['refresh_token'] });
      expect(await verdictsOn(second.tokens, stack)).toEqual(REJECTED);
    });
  });
}
