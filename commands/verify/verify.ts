import type { Lab } from './lab';
import { tryBeliefs } from './beliefs/try-beliefs';
import { acceptedUses } from './promises/admission';
import { tryPromises } from './promises/promises';
import type { Result } from './result';
import { TestUsers, type TestUser, type UserCount, type UserDirectory } from './test-users';
import { newUserOf, type PoolDescription } from './user-pool';

/** What verifying needs. */
export interface VerifyDependencies {
  readonly pool: PoolDescription;
  readonly directory: UserDirectory;
  /** Makes a lab for two users that are there. */
  readonly labFor: (user: TestUser, stranger: TestUser) => Omit<Lab, 'uses'>;
  readonly isEmulator: () => boolean;
  /** Shows a result. */
  readonly tell: (result: Result) => void;
  readonly now: () => Date;
}

/** What came of it. */
export interface Outcome {
  readonly users: UserCount;
  /** What ended it before its end, if anything did. */
  readonly thrown: unknown;
}

/** Makes users, tries everything with them, and removes them, whatever happens in between. */
export async function verify(dependencies: VerifyDependencies): Promise<Outcome> {
  const { pool, directory, labFor, isEmulator, tell, now } = dependencies;
  const users = new TestUsers(directory);
  let thrown: unknown;
  try {
    const user = await users.create(newUserOf(pool, now()));
    const stranger = await users.create(newUserOf(pool, now()));
    const bare = labFor(user, stranger);
    const tokens = await bare.sessions.signIn(stranger);
    const uses = await acceptedUses(bare.gateways, tokens);
    const lab = { ...bare, uses };
    for await (const result of tryPromises(lab, tokens)) tell(result);
    if (uses.length > 0) for await (const result of tryBeliefs(lab, isEmulator())) tell(result);
  } catch (error) {
    thrown = error;
  }
  return { users: await users.removeAll(), thrown };
}
