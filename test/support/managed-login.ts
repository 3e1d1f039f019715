import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { close, listen } from './loopback';

/** What it gives for a code. */
export type IssueTokens = (nonce: string | undefined) => Readonly<Record<string, unknown>>;

/**
 * Plays a user pool's managed login on loopback, as AWS documents it: the code flow, of a user who needs to type nothing, and
 * `/logout`, which sends a browser to a registered sign-out URL and to no other.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export class ManagedLoginServer {
  readonly logoutUrls: string[] = [];
  /** How many browsers have signed out. */
  signOuts = 0;
  private readonly codes = new Map<string, string | undefined>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(
    private readonly clientId: string,
    private readonly issueTokens: IssueTokens,
  ) {}

  /** @returns its address */
  async start(): Promise<string> {
    return listen(this.server);
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const redirect = (to: string) => response.writeHead(302, { location: to }).end();
    switch (`${request.method ?? ''} ${pathname}`) {
      case 'GET /oauth2/authorize': {
        const code = randomUUID();
        this.codes.set(code, searchParams.get('nonce') ?? undefined);
        const back = new URL(searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', code);
        back.searchParams.set('state', searchParams.get('state') ?? '');
        return void redirect(back.href);
      }
      case 'POST /oauth2/token': {
        const code = new URLSearchParams(await text(request)).get('code') ?? '';
        const isKnown = this.codes.has(code);
        const body = isKnown ? this.issueTokens(this.codes.get(code)) : { error: 'invalid_grant' };
        this.codes.delete(code);
        return void response
          .writeHead(isKnown ? 200 : 400, { 'content-type': 'application/json' })
          .end(JSON.stringify(body));
      }
      case 'GET /logout': {
        const logoutUri = searchParams.get('logout_uri') ?? '';
        if (searchParams.get('client_id') !== this.clientId || !this.logoutUrls.includes(logoutUri)) {
          return void response.writeHead(400).end('An error was encountered with the requested page.');
        }
        this.signOuts++;
        return void redirect(logoutUri);
      }
      default:
        response.writeHead(404).end();
    }
  }
}
