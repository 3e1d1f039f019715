import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { close, listen } from '../support/loopback';

/** What is answered. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** Who may call. */
export const CALLER = { accessKeyId: 'key-of-the-caller', secretAccessKey: 'secret-of-the-caller' };
export const REGION = 'us-east-1';

/** The administrators' routes behind IAM, which checks signatures; and CloudFormation, which tells where they are. */
export class FakeAdminApi {
  /** Bodies of the requests that were let through. */
  readonly requests: unknown[] = [];
  /** The routes that they were for. */
  readonly routes: string[] = [];
  /** CloudFormation's operations, and the stacks that they were for. */
  readonly stacksAsked: string[] = [];
  /** What is answered to a request that was let through. */
  reply: Reply = { status: 200, body: {} };
  /** What is answered before that, one to a request. */
  readonly firstReplies: Reply[] = [];
  /** Whether there is `POST /admin/sessions`. */
  hasSessions = true;
  /** What CloudFormation answers. */
  stackReply: Reply = { status: 500, body: '' };
  /** Of temporary credentials. */
  sessionToken: string | undefined;
  /** Whether connections are cut instead. */
  isCut = false;
  /** What is waited for before a sign-out is answered. */
  wait: Promise<unknown> = Promise.resolve();
  /** Resolves when a sign-out was let through. */
  readonly arrived: Promise<void>;
  private arrive: () => void = () => undefined;

  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void this.answer(request, Buffer.concat(chunks).toString(), response));
  });

  constructor() {
    this.arrived = new Promise((resolve) => {
      this.arrive = resolve;
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    return listen(this.server);
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  private async answer(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    if (this.isCut) {
      request.socket.destroy();
      return;
    }
    const { status, body: answer, headers } = await this.replyTo(request, body);
    response.writeHead(status, headers);
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }

  private async replyTo(request: IncomingMessage, body: string): Promise<Reply> {
    if (body.startsWith('Action=')) {
      const form = new URLSearchParams(body);
      this.stacksAsked.push(`${form.get('Action') ?? ''} ${form.get('StackName') ?? ''}`);
      return this.stackReply;
    }
    const [route] = /\/admin\/[a-z-]+$/.exec(request.url ?? '') ?? [];
    const routes = ['/admin/sign-out', ...(this.hasSessions ? ['/admin/sessions'] : [])];
    if (request.method !== 'POST' || route === undefined || !routes.includes(route)) {
      return { status: 404, body: { message: 'Not Found' } };
    }
    if (request.headers.authorization !== (await this.signatureOf(request, body))) {
      // As API Gateway's, which repeats what was signed.
      const message = `The request signature does not match: ${JSON.stringify(request.headers)}`;
      return { status: 403, body: { message }, headers: { 'x-amzn-errortype': 'InvalidSignatureException' } };
    }
    this.requests.push(JSON.parse(body));
    this.routes.push(route);
    this.arrive();
    await this.wait;
    return this.firstReplies.shift() ?? this.reply;
  }

  /** What the header `Authorization` has to be, for what was received. */
  private async signatureOf({ url = '', headers }: IncomingMessage, body: string): Promise<string | undefined> {
    const { host = '', 'content-type': type = '', 'x-amz-date': date } = headers;
    const { sessionToken } = this;
    const credentials = { ...CALLER, ...(sessionToken !== undefined && { sessionToken }) };
    const options = { service: 'execute-api', region: REGION, sha256: Sha256, applyChecksum: false };
    const signer = new SignatureV4({ ...options, credentials });
    const [hostname = ''] = host.split(':');
    const request = { protocol: 'http:', hostname, path: url, headers: { host, 'content-type': type }, body };
    const signingDate = String(date).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
    return (await signer.sign({ ...request, method: 'POST' }, { signingDate })).headers['authorization'];
  }
}
