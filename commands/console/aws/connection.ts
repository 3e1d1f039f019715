import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { defaultProvider } from '@aws-sdk/credential-provider-node';

import { isCredentialsError } from '../../shared/credentials';
import type { Caller } from '../../shared/caller';
import { ConsoleError } from '../console-error';
import { explainCredentials } from './failures';

/** How AWS is called. */
export interface AwsConnection extends Caller {
  readonly cloudFormation: CloudFormationClient;
  readonly cognito: CognitoIdentityProviderClient;
  readonly dynamoDb: DynamoDBClient;
  readonly sqs: SQSClient;
}

/** Milliseconds. */
const LIMITS = { maxAttempts: 3, requestHandler: { connectionTimeout: 3000, requestTimeout: 8000 } };

/** Milliseconds after which whoever waits is told that there is no answer, however often it was tried. */
export const DEADLINE = 15_000;

/** Ends when nobody waits any more, and at the latest after the deadline. */
export function soon(signal: AbortSignal): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]) };
}

/**
 * Calls AWS with the Region and the credentials that are configured for any AWS tool, and goes on with renewed ones: where
 * AWS refuses those at hand, they are read once more, from the files and programs that they came from.
 */
export class Aws {
  private connection: Promise<AwsConnection> | undefined;

  /** @param environment - what the process was started with */
  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  /**
   * Does something with AWS. What credentials are refused for has not been done, so it is tried again with those that are
   * read anew.
   *
   * @throws ConsoleError `no_credentials`, `no_region`; and what `call` throws
   */
  async use<T>(call: (aws: AwsConnection) => Promise<T>): Promise<T> {
    const hadBeenRead = this.connection !== undefined;
    const connection = (this.connection ??= connect(this.environment));
    try {
      return await call(await connection);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      if (this.connection === connection) this.connection = undefined;
      // Those that were read just now are refused too, and won't be better at once.
      if (!hadBeenRead) throw explainCredentials(reason, this.environment);
    }
    return this.use(call);
  }
}

/** What is said of the credentials; undefined if it is not they that an error is about. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof ConsoleError) return error.code === 'no_credentials' ? error.message : undefined;
  return error instanceof Error && isCredentialsError(error.name) ? error.name : undefined;
}

async function connect(environment: Readonly<Record<string, string | undefined>>): Promise<AwsConnection> {
  const region = await new CloudFormationClient({}).config.region().catch((cause: unknown) => {
    const { AWS_REGION: given = '' } = environment;
    const problem =
      given === '' ? 'No AWS Region is configured' : `AWS_REGION is no Region: got ${JSON.stringify(given)}`;
    throw new ConsoleError('no_region', `${problem}: set AWS_REGION to that of the stack, such as us-east-1.`, {
      cause,
    });
  });
  // The files as they are now, and not as they were when the process first read them.
  const credentials = defaultProvider({ ignoreCache: true });
  const config = { region, credentials, ...LIMITS };
  return {
    region,
    credentials,
    cloudFormation: new CloudFormationClient(config),
    cognito: new CognitoIdentityProviderClient(config),
    dynamoDb: new DynamoDBClient(config),
    sqs: new SQSClient(config),
  };
}
