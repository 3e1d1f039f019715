import type { Account } from './messages';
import { outcomeOf } from './outcome';

/** A user of this page's own, who has just been made. */
export async function newAccount(): Promise<Account> {
  const response = await post('/api/account', {});
  if (response.ok) return (await response.json()) as Account;
  throw new Error(
    `The demonstration's server made no user: HTTP ${String(response.status)}. Open the address that it printed.`,
  );
}

/**
 * Signs the user out as an administrator: `POST /admin/sign-out`, which the server signs, as a browser has no AWS credentials.
 *
 * @returns `complete`, or what of it could not be done
 */
export async function signOutAsAdministrator(username: string): Promise<string> {
  return outcomeOf(await post('/api/administrator/sign-out', { username }));
}

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    // The token of the server is in the page's address.
    headers: { authorization: `Bearer ${location.hash.slice(1)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
