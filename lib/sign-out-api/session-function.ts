import { Duration, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { createBundledFunction } from '../functions/bundled-function';
import type { FunctionOptions } from '../functions/function-options';

/** The function behind `GET /session`. It may do nothing: it repeats what the authorizer in front of it found. */
export function createSessionFunction(
  scope: Construct,
  id: string,
  allowedOrigins: readonly string[],
  functionOptions?: FunctionOptions,
): lambda.Function {
  return createBundledFunction(scope, id, {
    bundle: 'session',
    description: 'Answers the session that the authorizer in front has accepted',
    environment: { [ENVIRONMENT.allowedOrigins]: allowedOrigins.join(',') },
    timeout: Duration.seconds(10),
    functionOptions,
  });
}
