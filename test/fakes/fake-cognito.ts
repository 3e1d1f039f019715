import { createServer, type Server } from 'node:http';

import { close, listen } from '../support/loopback';

/** A request that was answered. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An answer of the test's own: a status and a body, or what an error is about. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What a client has after an update that leaves it out: everything else is gone, as on AWS. */
const DEFAULTS = {
  AuthSessionValidity: 3,
  EnablePropagateAdditionalUserContextData: false,
  EnableTokenRevocation: true,
  PreventUserExistenceErrors: 'LEGACY',
  RefreshTokenValidity: 30,
};

/** Cognito's JSON protocol for one app client, and CloudFormation's for whose it is. */
export class FakeCognito {
  /** What is known of the client. */
  client: Record<string, unknown> = {};
  /** Whether its user pool remembers devices, and how; not there: it does not. */
  deviceConfiguration: unknown;
  /** Name of the stack that owns the client, if one does. */
  stack: string | undefined;
  /** What happens before a call is carried out; what it returns is the answer. */
  beforeCall: (call: Call, nth: number) => Answer | undefined = () => undefined;
  readonly calls: Call[] = [];

  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } = this.answer(request.headers['x-amz-target'], Buffer.concat(chunks).toString());
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });

  /** @returns its address */
  async start(): Promise<string> {
    return listen(this.server);
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  /** Operations in the order that they were called in. */
  get operations(): readonly string[] {
    return this.calls.map(({ operation }) => operation);
  }

  /** Somebody else changes the client. */
  change(settings: Readonly<Record<string, unknown>>): void {
    this.client = { ...this.client, ...settings, LastModifiedDate: Number(this.client['LastModifiedDate']) + 1 };
  }

  private answer(target: string | string[] | undefined, text: string): Answer {
    const call =
      typeof target === 'string'
        ? { operation: target.split('.')[1] ?? '', input: JSON.parse(text) as Call['input'] }
        : { operation: 'DescribeStackResources', input: Object.fromEntries(new URLSearchParams(text)) };
    this.calls.push(call);
    const nth = this.calls.filter(({ operation }) => operation === call.operation).length;
    return this.beforeCall(call, nth) ?? this.carryOut(call);
  }

  private carryOut({ operation, input }: Call): Answer {
    if (operation === 'DescribeStackResources') return this.describeStackResources(input);
    const { UserPoolId, ClientId, ClientSecret, ClientType, CreationDate, LastModifiedDate } = this.client;
    if (input['UserPoolId'] !== UserPoolId) return failure('ResourceNotFoundException', 'User pool does not exist.');
    if (operation === 'DescribeUserPool') {
      return { status: 200, body: { UserPool: { Id: UserPoolId, DeviceConfiguration: this.deviceConfiguration } } };
    }
    if (input['ClientId'] !== ClientId) return failure('ResourceNotFoundException', 'User pool client does not exist.');
    if (operation === 'UpdateUserPoolClient') {
      this.client = { ...DEFAULTS, ClientSecret, ClientType, CreationDate, LastModifiedDate };
      this.change(input);
    }
    return { status: 200, body: { UserPoolClient: this.client } };
  }

  private describeStackResources({ PhysicalResourceId }: Call['input']): Answer {
    const id = String(PhysicalResourceId);
    if (this.stack === undefined) {
      const message = `<Code>ValidationError</Code><Message>Stack for ${id} does not exist</Message>`;
      return { status: 400, body: `<ErrorResponse><Error><Type>Sender</Type>${message}</Error></ErrorResponse>` };
    }
    const resource = [
      `<StackName>${this.stack}</StackName><LogicalResourceId>WebClient</LogicalResourceId>`,
      `<PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>UPDATE_COMPLETE</ResourceStatus>`,
    ].join('');
    const result = `<StackResources><member>${resource}</member></StackResources>`;
    return {
      status: 200,
      body: `<DescribeStackResourcesResponse><DescribeStackResourcesResult>${result}</DescribeStackResourcesResult></DescribeStackResourcesResponse>`,
    };
  }
}

/** An error of Cognito's. */
export function failure(name: string, message: string, status = 400): Answer {
  return { status, body: { __type: name, message } };
}
