import path from 'node:path';

import { type Duration, RemovalPolicy, aws_iam as iam, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import type { FunctionName } from '../../lambda/functions';
import { watchFunction } from '../monitoring/function-alarms';
import type { Deployment } from './deployment';
import { validateEnvironmentSize } from './environment-size';
import type { FunctionOptions } from './function-options';
import { PACKAGE_ROOT } from './package-root';

/** Properties of {@link createBundledFunction}. */
export interface BundledFunctionProps {
  /** Which of the package's bundles it runs. */
  readonly bundle: FunctionName;
  /** Of the deployment that it is part of. Being told its name gives it no access. */
  readonly revocationTable: Deployment;
  /** For people who look at the account. */
  readonly description: string;
  /** Its environment variables, by the names in `lambda/contract.ts`. */
  readonly environment: Readonly<Record<string, string>>;
  /** At most what the gateway in front waits for. */
  readonly timeout: Duration;
  /** What the owner says of all functions. */
  readonly functionOptions?: FunctionOptions | undefined;
}

/**
 * A Lambda function of this package. Its role may write the function's own logs; whoever lets it do more grants that.
 * The bundles come with the package, so that an app that uses it needs no bundler.
 */
export function createBundledFunction(scope: Construct, id: string, props: BundledFunctionProps): lambda.Function {
  const { logRetention = logs.RetentionDays.ONE_MONTH, memorySize = 512, ...options } = props.functionOptions ?? {};
  const home = new Construct(scope, id);
  const logGroup = new logs.LogGroup(home, 'Logs', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  // Without a role of our own, CDK would attach a managed policy that may write any log group.
  const role = new iam.Role(home, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  if (options.vpc !== undefined) grantNetworkInterfaces(role);
  const made = new lambda.Function(home, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    memorySize,
    code: lambda.Code.fromAsset(path.join(PACKAGE_ROOT, 'dist/bundles', props.bundle)),
    handler: 'index.handler',
    logGroup,
    // In the text format every invocation would be three lines of Lambda's own; what goes wrong is logged in either.
    loggingFormat: lambda.LoggingFormat.JSON,
    systemLogLevelV2: lambda.SystemLogLevel.WARN,
    role,
    description: props.description,
    environment: { [ENVIRONMENT.deployment]: props.revocationTable.tableName, ...props.environment },
    timeout: props.timeout,
    ...options,
  });
  validateEnvironmentSize(made);
  watchFunction(home, made, props.bundle, props.revocationTable);
  return made;
}

/** Lambda's own policy for functions in a VPC, which CDK attaches to roles of its own only. */
function grantNetworkInterfaces(role: iam.Role): void {
  const name = 'service-role/AWSLambdaVPCAccessExecutionRole';
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name));
}
