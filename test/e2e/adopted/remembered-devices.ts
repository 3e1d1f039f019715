import { ConfirmDeviceCommand } from '@aws-sdk/client-cognito-identity-provider';

import { askToRevoke, payloadOf } from '../callers';
import { refreshAtCognito, tokensIn } from '../other-pool';
import { ACCEPTED, REJECTED, stack as ownStack, verdictsOn } from '../stack';
import type { Adopted } from './adopted';

/** A pool that remembers devices. */
export function describeRememberedDevices(adopted: () => Adopted): void {
  /** A session on a device that the pool remembers. */
  async function onRememberedDevice() {
    const { pool, clients } = adopted();
    const result = await pool.authenticate(await pool.newUser(), clients.web);
    const deviceKey = result.NewDeviceMetadata?.DeviceKey ?? '';
    const tokens = tokensIn(result);
    const confirmation = { AccessToken: tokens.accessToken, DeviceKey: deviceKey };
    await ownStack.cognito.send(new ConfirmDeviceCommand(confirmation));
    return { tokens, deviceKey };
  }

  describe('a remembered device', () => {
    it('has to be named to refresh, on this cloud as on AWS', async () => {
      const { clients } = adopted();
      const { tokens, deviceKey } = await onRememberedDevice();

      expect(payloadOf(tokens.accessToken)['device_key']).toBe(deviceKey);
      expect(await refreshAtCognito(tokens.refreshToken, clients.web)).toBe('NotAuthorizedException');
      expect(await refreshAtCognito(tokens.refreshToken, clients.web, 'other')).toBe('NotAuthorizedException');
      expect(await refreshAtCognito(tokens.refreshToken, clients.web, deviceKey)).toMatchObject({
        accessToken: expect.any(String) as string,
      });
    });

    it('has its session ended by its refresh token and its key', async () => {
      const { clients, stack } = adopted();
      const { tokens, deviceKey } = await onRememberedDevice();
      expect(await verdictsOn(tokens, stack)).toEqual(ACCEPTED);

      const form = { client_id: clients.web.client_id, token: tokens.refreshToken, device_key: deviceKey };
      await expect(askToRevoke(stack.outputs.SignOutApiUrl, form)).resolves.toMatchObject({ status: 200 });

      expect(await verdictsOn(tokens, stack)).toEqual(REJECTED);
      expect(await refreshAtCognito(tokens.refreshToken, clients.web, deviceKey)).toBe('NotAuthorizedException');
    });

    it('has its session ended by its access token, and by a sign-out, without its key', async () => {
      const { clients, stack } = adopted();
      const [first, second] = [await onRememberedDevice(), await onRememberedDevice()];

      const form = { client_id: clients.web.client_id, token: first.tokens.accessToken };
      await expect(askToRevoke(stack.outputs.SignOutApiUrl, form)).resolves.toMatchObject({ status: 200 });
      const { refreshToken } = second.tokens;
      await expect(stack.signOut(second.tokens.accessToken, { refreshToken })).resolves.toMatchObject({ status: 200 });

      expect(await verdictsOn(first.tokens, stack)).toEqual(REJECTED);
      expect(await verdictsOn(second.tokens, stack)).toEqual(REJECTED);
      expect(await refreshAtCognito(refreshToken, clients.web, second.deviceKey)).toBe('NotAuthorizedException');
    });
  });
}
