import type { IConstruct } from 'constructs';

/** What tells one deployment from another: its revocation table. The table's own functions and queues belong to the same. */
export interface Deployment extends IConstruct {
  /** Name of the table. */
  readonly tableName: string;
}
