import { RevocationError } from '../../lambda/core/errors';
import type { LogoutClient, LogoutClients } from '../../lambda/core/sign-out/logout-client';

/** App clients, and where each of them may have browsers sent to. */
export class FakeLogoutClients implements LogoutClients {
  readonly clients = new Map<string, LogoutClient>();
  isDown = false;

  async find(clientId: string): Promise<LogoutClient> {
    await Promise.resolve();
    if (this.isDown) throw new RevocationError('user_pool_unavailable', 'down');
    return this.clients.get(clientId) ?? { logoutUrls: [], usesManagedLogin: false };
  }
}
