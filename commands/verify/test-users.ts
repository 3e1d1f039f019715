import type { NewUser } from './user-pool';

/** The users of a pool that are made here. */
export interface UserDirectory {
  /** Makes a user who can sign in at once, and is told nothing. */
  readonly create: (user: NewUser) => Promise<void>;
  /** Removes a user. One that is gone is no failure. */
  readonly remove: (username: string) => Promise<void>;
  /** Usernames of all that were made here, in this run or in another. */
  readonly list: () => Promise<readonly string[]>;
}

/** A user that is there. */
export interface TestUser {
  readonly username: string;
  readonly password: string;
}

/** What became of the users that were made. */
export interface UserCount {
  readonly made: number;
  readonly removed: number;
  /** Usernames of those that could not be removed. */
  readonly left: readonly string[];
}

/** Makes users, and sees to it that none is left. */
export class TestUsers {
  private readonly usernames: string[] = [];

  constructor(private readonly directory: UserDirectory) {}

  /** Makes a user. It is remembered first: nobody knows whether it was made if that fails. */
  async create(user: NewUser): Promise<TestUser> {
    this.usernames.push(user.username);
    await this.directory.create(user);
    return { username: user.username, password: user.password };
  }

  /** Removes all that were made. Whatever fails, each is tried, twice. */
  async removeAll(): Promise<UserCount> {
    const left: string[] = [];
    for (const username of this.usernames) {
      const isRemoved = (await this.tryToRemove(username)) || (await this.tryToRemove(username));
      if (!isRemoved) left.push(username);
    }
    return { made: this.usernames.length, removed: this.usernames.length - left.length, left };
  }

  private async tryToRemove(username: string): Promise<boolean> {
    return this.directory.remove(username).then(
      () => true,
      () => false,
    );
  }
}

/** Removes what other runs have left. */
export async function removeLeftovers(directory: UserDirectory): Promise<UserCount> {
  const users = new TestUsers({ ...directory, create: () => Promise.resolve() });
  for (const username of await directory.list()) await users.create({ username, password: '', attributes: {} });
  return users.removeAll();
}
