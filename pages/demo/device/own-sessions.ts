import { outcomeOf } from '../outcome';

// What an app writes for its page "Your devices".

/** A session of the user's, as `GET /sessions` lists it. */
export interface OwnSession {
  readonly sessionId: string;
  /** Whether it is the session of who asks. */
  readonly current: boolean;
  readonly label?: string;
  /** Seconds since the epoch. */
  readonly signedInAt: number;
}

/** Gives this session a name that the user knows it by. */
export async function nameSession(api: string, token: string, label: string): Promise<void> {
  const response = await ask(`${api}/session`, token, { method: 'PUT', body: JSON.stringify({ label }) });
  if (!response.ok) throw new Error(`PUT /session: HTTP ${String(response.status)}`);
}

/** Where the user is signed in, the newest first; empty if the token is rejected. */
export async function listSessions(api: string, token: string): Promise<readonly OwnSession[]> {
  const response = await ask(`${api}/sessions`, token);
  if (!response.ok) return [];
  return ((await response.json()) as { readonly sessions: readonly OwnSession[] }).sessions;
}

/**
 * Ends one of the user's sessions.
 *
 * @returns `complete`; `partial` if Cognito still takes its refresh token, whose tokens every gateway rejects
 */
export async function endSession(api: string, token: string, sessionId: string): Promise<string> {
  const response = await ask(`${api}/sessions/${encodeURIComponent(sessionId)}`, token, { method: 'DELETE' });
  return outcomeOf(response);
}

async function ask(url: string, token: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { authorization: `Bearer ${token}` } });
}
