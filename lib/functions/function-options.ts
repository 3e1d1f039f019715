import type { aws_ec2 as ec2, aws_kms as kms, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';

/** How the functions of a construct run, beside what they need to do their work. */
export interface FunctionOptions {
  /**
   * Memory of each function, in MiB, 128 to 10,240; processor time comes with it.
   *
   * @default 512
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly memorySize?: number;

  /**
   * Instances of each function that run at the same time, at most, and are kept free for it.
   *
   * @default - as many as the account has left
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Whether X-Ray traces the functions.
   *
   * @default lambda.Tracing.DISABLED
   */
  readonly tracing?: lambda.Tracing;

  /**
   * For how long their logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * A VPC that the functions run in. It needs a way to DynamoDB and to Cognito: a NAT gateway, or endpoints (DynamoDB's gateway
   * endpoint, and interface endpoints of Cognito and, where they are used, of SQS, API Gateway and AppSync).
   *
   * @default - no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which of its subnets.
   *
   * @default - CDK's choice: the private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the functions in the VPC.
   *
   * @default - a new one that lets everything out
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The key that the functions' environment variables are encrypted with. None of them is a secret.
   *
   * @default - Lambda's own
   */
  readonly environmentEncryption?: kms.IKey;
}

/** For constructs that make functions. */
export interface FunctionOptionsProps {
  /**
   * How the functions run.
   *
   * @default - 512 MiB, no VPC, no tracing, logs for a month
   */
  readonly functionOptions?: FunctionOptions;
}
