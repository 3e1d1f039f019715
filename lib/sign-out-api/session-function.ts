import { Duration, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { createBundledFunction } from '../functions/bundled-function';
import type { FunctionOptionsProps } from '../functions/function-options';
import type { IRevocationTable } from '../revocation-table';

/** What the function behind `GET /session` needs. */
export interface SessionFunctionProps extends FunctionOptionsProps {
  /** Of the deployment. */
  readonly revocationTable: IRevocationTable;
}

/** The function behind `GET /session`. It may do nothing: it repeats what the authorizer in front of it found. */
export function createSessionFunction(
  scope: Construct,
  id: string,
  allowedOrigins: readonly string[],
  { revocationTable, functionOptions }: SessionFunctionProps,
): lambda.Function {
  return createBundledFunction(scope, id, {
    bundle: 'session',
    revocationTable,
    description: 'Answers the session that the authorizer in front has accepted',
    environment: { [ENVIRONMENT.allowedOrigins]: allowedOrigins.join(',') },
    timeout: Duration.seconds(10),
    functionOptions,
  });
}
