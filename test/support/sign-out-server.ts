import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { close, listen } from './loopback';

/** A function behind a route of an HTTP API. */
export type RouteHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Plays an HTTP API on loopback, payload format 2.0: its routes, and what is behind them. */
export class SignOutServer {
  private readonly server = createServer((request, response) => void this.answer(request, response));

  /** @param routes - by their keys, such as `GET /session` */
  constructor(private readonly routes: ReadonlyMap<string, RouteHandler>) {}

  /** @returns its address */
  async start(): Promise<string> {
    return listen(this.server);
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
    const routeKey = `${request.method ?? ''} ${pathname}`;
    const handle = this.routes.get(routeKey);
    if (handle === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
      return;
    }
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { cookie, ...others } = headers;
    const event = {
      version: '2.0',
      routeKey,
      rawPath: pathname,
      rawQueryString: search.slice(1),
      ...(cookie !== undefined && { cookies: cookie.split('; ') }),
      headers: others,
      requestContext: { requestId: randomUUID(), http: { method: request.method, path: pathname } },
      ...(body.length > 0 && { body: body.toString('base64') }),
      isBase64Encoded: body.length > 0,
    } as unknown as APIGatewayProxyEventV2;
    const { statusCode = 200, headers: answered = {}, cookies = [], body: text = '' } = await handle(event);
    const asText = Object.entries(answered).map(([name, value]) => [name, String(value)] as const);
    response.writeHead(statusCode, {
      ...Object.fromEntries(asText),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    });
    response.end(text);
  }
}
