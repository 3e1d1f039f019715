import { randomBytes, randomUUID } from 'node:crypto';

import type { StackClient } from '../client';

/** What a device of the demonstration needs to sign in. */
export interface DemoAccount {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly username: string;
  readonly password: string;
}

/** A user of a page's own, so that two pages do not sign each other out. */
export async function makeAccount(client: StackClient): Promise<DemoAccount> {
  const { UserPoolId: userPoolId, UserPoolClientId: userPoolClientId } = client.outputs;
  // Every kind of character that the pool asks for.
  const password = `aA1-${randomBytes(18).toString('base64url')}`;
  const user = await client.signUp(`demo-${randomUUID().slice(0, 8)}`, password);
  return { userPoolId, userPoolClientId, ...user };
}
