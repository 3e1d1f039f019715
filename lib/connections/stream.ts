import type { IRevocationTable } from '../revocation-table';

/**
 * The stream of the revocations, for what follows it.
 *
 * @throws Error if it is not known, as of a table that is only named
 */
export function streamOf(revocationTable: IRevocationTable): string {
  const { tableStreamArn } = revocationTable;
  if (tableStreamArn !== undefined) return tableStreamArn;
  throw new Error(
    `${revocationTable.node.path}: the stream of a table that is only named is not known, so nothing can follow it: make this ` +
      'construct in the app that makes the RevocationTable',
  );
}
