import { randomUUID } from 'node:crypto';

import { GATEWAYS, StackClient, type Tokens, type User } from '../../local/client';
import { readCloud } from '../../local/cloud';

/** The stack that `npm start` has deployed. */
export const stack = new StackClient(readCloud().outputs);

/** A user of the test's own. */
export async function newUser(): Promise<User> {
  return stack.signUp(`e2e-${randomUUID()}`);
}

/** What every gateway says to both tokens: `HTTP API access: 200`, … */
export async function verdictsOn({ accessToken, idToken }: Tokens, at = stack): Promise<string[]> {
  const verdicts = GATEWAYS.flatMap((gateway) =>
    [['access', accessToken] as const, ['ID', idToken] as const].map(async ([name, token]) => {
      const { status } = await at.session(gateway, token);
      return `${gateway} ${name}: ${String(status)}`;
    }),
  );
  return Promise.all(verdicts);
}

/** Every gateway says so to both tokens. */
export const ACCEPTED = everywhere(200);
export const REJECTED = everywhere(401);

/** The session that a token belongs to. */
export async function sessionIdOf({ accessToken }: Tokens): Promise<string> {
  const { body } = await stack.session('HTTP API', accessToken);
  return (body as { sessionId: string }).sessionId;
}

function everywhere(status: number): string[] {
  return GATEWAYS.flatMap((gateway) => ['access', 'ID'].map((name) => `${gateway} ${name}: ${String(status)}`));
}
