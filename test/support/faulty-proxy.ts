import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

import { close, listen } from './loopback';

/** A request as it arrived. */
export interface RecordedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What was answered to a request that was passed on. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What the proxy does with a request; `forward` passes it on, or another body in its stead. */
export type Fault = (exchange: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
  readonly forward: (body?: string) => Promise<Answer>;
}) => void | Promise<void>;

/** Stands in front of a server on loopback: writes down what passes, and breaks what it is told to. */
export class FaultyProxy {
  readonly requests: RecordedRequest[] = [];
  /** What happens to the requests to come, one after the other; undefined lets one pass. */
  readonly faults: (Fault | undefined)[] = [];
  /** What happens to every request for which `faults` says nothing. */
  always: Fault | undefined;
  private readonly server = createServer((incoming, response) => void this.handle(incoming, response));

  constructor(private readonly target: string) {}

  /** How many connections are open. */
  async connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  /** Where it is. */
  async start(): Promise<string> {
    return listen(this.server);
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(incoming);
    this.requests.push({ headers: incoming.headers, body });
    const forward = (other = body) => this.forward(incoming, other);
    const fault = this.faults.length > 0 ? this.faults.shift() : this.always;
    if (fault !== undefined) return fault({ request: incoming, response, body, forward });
    const answer = await forward();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
  }

  private async forward({ headers }: IncomingMessage, body: string): Promise<Answer> {
    const length = { 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.target, { method: 'POST', headers: { ...headers, ...length } }, (response) => {
        void textOf(response).then((text) => {
          resolve({ status: response.statusCode ?? 0, body: text });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
