import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { refuseCaller, refuseHost, refuseOtherPages, type Door } from './admission';
import { refusal, type Answer, type Route } from './answer';
import { forwardUpgrades, type Forwarding } from './forwarding';
import { securityHeaders, type ContentSecurityPolicy } from './headers';
import { readPage, type PageFile } from './page-files';
import { readBody } from './request-body';

/** What is served. */
export interface PageServerOptions {
  /** Folder of the built page. */
  readonly page: string;
  /** What the page may ask, by path, such as `/api/users`. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Where to listen. @default - one that is free */
  readonly port?: number;
  /** What is answered elsewhere. @default - nothing */
  readonly forwarding?: Forwarding;
  /** What the page may do beyond calling its server. @default - nothing */
  readonly contentSecurityPolicy?: ContentSecurityPolicy;
}

/** A page that is served to this machine alone. */
export interface PageServer {
  /** Opens the page. Whoever knows it can do what the page can: it holds the server's token. */
  readonly address: string;
  /** Ends it, and what is under way. */
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
/** Milliseconds in which a request must have come in whole. */
const PATIENCE = 10_000;

/**
 * Serves a page on 127.0.0.1, and answers what it asks. The token is in the fragment of its address: browsers send that to
 * nobody, so it stands in no log and in no `Referer`. A browser's history may keep it: it is valid only as long as this server
 * runs, which only this machine can reach.
 *
 * @throws Error if the page is not there; with the code `EADDRINUSE` or `EACCES` if the port can't be had
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { page, routes, port = 0, forwarding, contentSecurityPolicy } = options;
  const files = readPage(page);
  const headers = securityHeaders(contentSecurityPolicy);
  const token = randomBytes(32).toString('base64url');
  const table = new Map(Object.entries(routes));
  const limits = { requestTimeout: PATIENCE, headersTimeout: PATIENCE, connectionsCheckingInterval: 1000 };
  // A header that comes twice is then neither of the two.
  const server = createServer({ ...limits, joinDuplicateHeaders: true }, (request, response) => {
    const door = { port: request.socket.localPort ?? 0, token };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    void respond(request, response, { files, routes: table, forwarding, door });
  });
  const endUpgraded = forwarding && forwardUpgrades(server, forwarding);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, HOST, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${HOST}:${String(taken)}/#${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
        endUpgraded?.();
      }),
  };
}

interface Site {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly forwarding: Forwarding | undefined;
  readonly door: Door;
}

async function respond(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  // Not decoded: there is no other way to write the path of what is served.
  const [path = ''] = (request.url ?? '').split('?');
  const file = site.files.get(path);
  const route = site.routes.get(path);
  const refused = refuseHost(request.headers, site.door);
  if (refused !== undefined) send(response, refused);
  else if (route !== undefined) send(response, await answerOf(route, request, response, site.door));
  else if (site.forwarding?.isFor(path) === true) forward(site.forwarding, request, response);
  else if (file === undefined) send(response, refusal(404, 'not_found', 'there is nothing under this path'));
  else if (request.method !== 'GET' && request.method !== 'HEAD') send(response, wrongMethod(response, 'GET, HEAD'));
  else response.setHeader('content-type', file.type).end(file.content);
}

async function answerOf(route: Route, request: IncomingMessage, response: ServerResponse, door: Door): Promise<Answer> {
  if (request.method !== 'POST') return wrongMethod(response, 'POST');
  const refused = refuseCaller(request.headers, door);
  if (refused !== undefined) return refused;
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  try {
    const read = await readBody(request);
    return 'refused' in read ? read.refused : await route(read.body, gone.signal);
  } catch (error) {
    // Never its message: that may repeat what was sent.
    return refusal(500, 'unexpected', error instanceof Error ? error.name : 'something unknown was thrown');
  }
}

function forward(forwarding: Forwarding, request: IncomingMessage, response: ServerResponse): void {
  const refused = refuseOtherPages(request.headers);
  if (refused === undefined) forwarding.web(request, response);
  else send(response, refused);
}

function wrongMethod(response: ServerResponse, allow: string): Answer {
  response.setHeader('allow', allow);
  return refusal(405, 'wrong_method', `allowed: ${allow}`);
}

function send(response: ServerResponse, { status, body }: Answer): void {
  // What was not read, of a request that is refused, would be taken for the next one.
  if (status >= 400) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
