import type { Clock } from '../clock';
import type { RevocationStore } from '../revocation/revocation-store';
import type { UserPool } from './user-pool';

/** What a sign-out asks Cognito to do. */
export type CognitoOperation = 'global_sign_out' | 'find_user' | 'refresh' | 'revoke';

/** Takes down how long the steps of sign-outs take, in milliseconds, whatever comes of them. */
export interface StepLog {
  /** A revocation has been recorded, or could not be. */
  recordTook(milliseconds: number, requestId: string): void;
  /** Cognito has answered, or did not. */
  cognitoTook(operation: CognitoOperation, milliseconds: number): void;
}

/** The store, each of whose records is timed: races that are run again included. What need not be asked takes no time, and is not. */
export function timedStore(store: RevocationStore, { steady }: Clock, log: StepLog): RevocationStore {
  return {
    find: (keys) => store.find(keys),
    async update(key, change, audit, known) {
      const startedAt = steady();
      let isAsked = true;
      try {
        const stored = await store.update(key, change, audit, known);
        isAsked = known === undefined || stored !== known;
        return stored;
      } finally {
        if (isAsked) log.recordTook(steady() - startedAt, audit.requestId);
      }
    },
  };
}

/** The user pool, each call to which is timed. */
export function timedUserPool(userPool: UserPool, { steady }: Clock, log: StepLog): UserPool {
  const timed = async <T>(operation: CognitoOperation, call: () => Promise<T>): Promise<T> => {
    const startedAt = steady();
    try {
      return await call();
    } finally {
      log.cognitoTook(operation, steady() - startedAt);
    }
  };
  return {
    globalSignOut: (user) => timed('global_sign_out', () => userPool.globalSignOut(user)),
    globalSignOutBySub: (sub) => timed('global_sign_out', () => userPool.globalSignOutBySub(sub)),
    findUser: (username) => timed('find_user', () => userPool.findUser(username)),
    refresh: (...args) => timed('refresh', () => userPool.refresh(...args)),
    revoke: (...args) => timed('revoke', () => userPool.revoke(...args)),
  };
}
