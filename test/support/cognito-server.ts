import { createServer, type IncomingHttpHeaders } from 'node:http';

import { close, listen } from './loopback';
import { isForUpdatedIssuer, type SigningKey } from './tokens';

/** A request in Cognito's JSON protocol, as it came. */
export interface ReceivedRequest {
  readonly target: string | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is answered. */
export interface CognitoAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The connection ends before the answer does. */
  readonly isCutOff?: boolean;
}

/** Plays Cognito on loopback: writes down what it is asked, answers what the test says, and serves a pool's keys. */
export class CognitoServer {
  readonly requests: ReceivedRequest[] = [];
  /** Undefined: the connection ends without an answer. */
  answer: CognitoAnswer | undefined = { status: 200, body: '{}' };
  /** Is called when a request has come, before it is answered. */
  beforeAnswer: () => void = () => undefined;

  private readonly keys: readonly SigningKey[];
  private readonly server = createServer((request, response) => {
    const { method, url, headers } = request;
    if (method === 'GET') {
      // As AWS answers for a pool that has not been switched to its updated issuer.
      if (isForUpdatedIssuer(request)) response.writeHead(403).end();
      else response.end(JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = headers['x-amz-target'];
      this.requests.push({ target: target?.toString(), method, url, headers, body: Buffer.concat(chunks) });
      this.beforeAnswer();
      if (this.answer === undefined) {
        request.socket.destroy();
        return;
      }
      const { status, headers: answered, body, isCutOff } = this.answer;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...answered });
      if (isCutOff === true) response.write(body, () => request.socket.destroy());
      else response.end(body);
    });
  });

  constructor(...keys: readonly SigningKey[]) {
    this.keys = keys;
  }

  /** @returns its address */
  async start(): Promise<string> {
    return listen(this.server);
  }

  /** How many connections are open. */
  async connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  /** Answers as Cognito does when it refuses. */
  fails(name: string, status = 400): void {
    this.answer = { status, body: JSON.stringify({ __type: name, message: `${name} about what was sent` }) };
  }
}
