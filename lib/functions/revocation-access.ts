import type { aws_lambda as lambda } from 'aws-cdk-lib';

import { ENVIRONMENT } from '../../lambda/contract';
import type { IRevocationTable } from '../revocation-table';

/** Lets a function of ours find out whether a token is revoked: the permission, and the variable that names the table. */
export function letLookUp(table: IRevocationTable, grantee: lambda.Function): void {
  grantee.addEnvironment(ENVIRONMENT.revocationTableName, table.tableName);
  table.grantLookup(grantee);
}

/** Lets a function of ours revoke as well: see {@link letLookUp}. */
export function letRevoke(table: IRevocationTable, grantee: lambda.Function): void {
  grantee.addEnvironment(ENVIRONMENT.revocationTableName, table.tableName);
  table.grantRevoke(grantee);
}
