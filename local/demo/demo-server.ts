import path from 'node:path';

import type { Route } from '../../pages/server/answer';
import { startPageServer, type PageServer } from '../../pages/server/page-server';
import { StackClient } from '../client';
import type { readCloud } from '../cloud';
import { ROOT } from '../files';
import { signOutUser } from './administrator';
import { makeAccount } from './demo-account';
import { forwardTo } from './forwarding';

/** Serves the demonstration's page, and forwards what its devices ask of the gateways. */
export async function startDemoServer({ variables, outputs }: ReturnType<typeof readCloud>): Promise<PageServer> {
  const client = new StackClient(outputs);
  const usernames = new Set<string>();

  const account: Route = async () => {
    const made = await makeAccount(client);
    usernames.add(made.username);
    return { status: 200, body: made };
  };
  const signOut: Route = async (body) => {
    const { username } = (body ?? {}) as { readonly username?: unknown };
    if (typeof username !== 'string' || !usernames.has(username))
      return { status: 404, body: { error: 'unknown_user' } };
    return signOutUser(outputs.SignOutApiUrl, variables, username);
  };

  return startPageServer({
    page: path.join(ROOT, 'dist/pages/demo'),
    routes: { '/api/account': account, '/api/administrator/sign-out': signOut },
    forwarding: forwardTo({
      '/sign-out-api': outputs.SignOutApiUrl,
      '/rest-api': outputs.RestApiUrl,
      '/graphql': outputs.GraphqlApiUrl,
      '/web-socket': outputs.WebSocketApiUrl,
    }),
    // Each device is a frame.
    contentSecurityPolicy: { 'frame-src': "'self'", 'frame-ancestors': "'self'" },
  });
}
