import { Lazy } from 'aws-cdk-lib';

import type { IRevocationTable } from '../revocation-table';

/**
 * Requests a second that end AppSync subscriptions: of the 100 that AppSync takes in an account and Region, 20 are left for the
 * clock that ends expired ones, and for the owner.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/appsync.html
 */
const BUDGET = 80;

/** Of one construct: two functions, at once and once more, of which two run at a time. */
const PROCESSES = 4;

/** How many share the budget, by table. */
const sharing = new WeakMap<IRevocationTable, number>();

/**
 * Milliseconds between two such requests of one process, as text: so that all that follow a table stay within one budget, however
 * many revocations there are, and through however many shards of the table's stream they come.
 */
export function paceOf(table: IRevocationTable): string {
  sharing.set(table, (sharing.get(table) ?? 0) + 1);
  const produce = () => String(Math.ceil((1000 * PROCESSES * (sharing.get(table) ?? 1)) / BUDGET));
  return Lazy.uncachedString({ produce });
}
