import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

import { ENVIRONMENT } from '../../lambda/contract';

/** What a function made of an event. */
export type Outcome = { readonly result: unknown } | { readonly error: string };

/** A bundle in a process of its own, with nothing in its environment but what a function has there. */
export class DeployedFunction {
  /** The modules of Node.js's own, inner ones included, that it had loaded when it was ready. */
  readonly loaded: readonly string[] = [];

  private constructor(private readonly process: ChildProcess) {}

  /**
   * Starts it, and waits for its initialization.
   *
   * @param variables - what is in its environment besides
   */
  static async start(
    name: string,
    endpoints: { dynamoDb: string; cognito: string },
    variables: Readonly<Record<string, string>> = {},
  ): Promise<DeployedFunction> {
    const bundle = path.join(__dirname, '../../dist/bundles', name, 'index.mjs');
    const child = fork(path.join(__dirname, 'run-function.mjs'), [bundle], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      env: {
        [ENVIRONMENT.userPoolId]: 'us-east-1_Example',
        [ENVIRONMENT.userPoolClientIds]: 'client-1,client-2',
        [ENVIRONMENT.acceptedTokenUse]: 'access,id',
        [ENVIRONMENT.revocationTableName]: 'revocations',
        [ENVIRONMENT.allowQueryToken]: 'false',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'id',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'session',
        AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoints.cognito,
        ...variables,
      },
    });
    const started = new DeployedFunction(child);
    return Object.assign(started, { loaded: resultOf(await started.answer()) });
  }

  async invoke(event: object): Promise<Outcome> {
    const answer = this.answer();
    this.process.send(event);
    return answer;
  }

  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await stopped;
  }

  private async answer(): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const failed = (code: number | null) => {
        reject(new Error(`The function exited: ${String(code)}`));
      };
      this.process.once('exit', failed);
      this.process.once('message', (outcome) => {
        this.process.off('exit', failed);
        resolve(outcome as Outcome);
      });
    });
  }
}

function resultOf(outcome: Outcome): unknown {
  return 'result' in outcome ? outcome.result : undefined;
}
