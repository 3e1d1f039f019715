import { verdictOf, type Call } from './verdict';

/** Calls the smallest thing behind a gateway with a token. */
export type Ask = (token: string) => Promise<Call>;

const SESSION_QUERY = '{ session { sub username clientId tokenUse sessionId authTime expiresAt } }';

/** By gateway, at the paths where the demonstration's server forwards to each. */
export const ASK = {
  'HTTP API': (token) => call('/sign-out-api/session', { headers: { authorization: `Bearer ${token}` } }),
  'REST API': (token) => call('/rest-api/session', { headers: { authorization: `Bearer ${token}` } }),
  AppSync: (token) =>
    call('/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: SESSION_QUERY }),
    }),
} satisfies Record<string, Ask>;

async function call(path: string, init: RequestInit): Promise<Call> {
  const startedAt = performance.now();
  try {
    const response = await fetch(path, init);
    await response.text();
    const took = performance.now() - startedAt;
    return { verdict: verdictOf(response.status), detail: String(response.status), took };
  } catch {
    return { verdict: 'failed', detail: 'no answer', took: performance.now() - startedAt };
  }
}
