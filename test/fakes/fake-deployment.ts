import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { close } from '../support/loopback';
import { FakeSessions, type FakeUser } from './fake-sessions';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

type Input = Readonly<Record<string, unknown>>;

const ok = (body: unknown): Reply => ({ status: 200, body });
const refusal = (type: string, message = ''): Reply => ({ status: 400, body: { __type: type, message } });
const UNAUTHORIZED: Reply = { status: 401, body: { error: 'invalid_token' } };
const DONE = (outcome: string): Reply => ok({ outcome, unfinished: [] });

/** A deployed stack: CloudFormation, which tells of it, Cognito, gateways, and the sign-out API. Keeps its promises. */
export class FakeDeployment {
  readonly sessions = new FakeSessions();
  /** Cognito's operations, in the order that they were called in. */
  readonly operations: string[] = [];
  /** Said in the template; undefined: it says nothing. */
  version: string | undefined;
  pool: Record<string, unknown> = {};
  client: Record<string, unknown> = {
    ClientId: 'client1',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    EnableTokenRevocation: true,
  };
  /** Outputs besides the ones that there always are. */
  outputs: Record<string, string> = {};
  /** Whether sessions are registered. */
  hasSessions = true;
  /** Paths of gateways that let everybody in whose token was once good. */
  lenient: readonly string[] = [];
  /** What is answered instead, to an operation of Cognito's or an action of CloudFormation's. */
  instead: (operation: string, nth: number) => Reply | undefined | Promise<undefined> = () => undefined;

  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void this.respond(request, Buffer.concat(chunks).toString(), response));
  });
  address = '';

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.address = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  addUser(username: string): FakeUser {
    const user = { username, sub: randomUUID(), attributes: {}, password: '' };
    this.sessions.users.set(username, user);
    return user;
  }

  private async respond(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const { status, body: answer } = await this.reply(request, body);
    const type = typeof answer === 'string' ? 'text/xml' : 'application/json';
    response.writeHead(status, { 'content-type': type, 'www-authenticate': 'Bearer error="invalid_token"' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }

  private async reply({ url = '', headers, method }: IncomingMessage, body: string): Promise<Reply> {
    const [, token = ''] = /^(?:Bearer |Lambda )?(.*)$/.exec(headers.authorization ?? '') ?? [];
    const target = headers['x-amz-target']?.toString().split('.')[1];
    if (body.startsWith('Action=')) return this.cloudFormation(new URLSearchParams(body).get('Action') ?? '');
    if (url === '/' && target !== undefined) {
      // The SDK's calls are for Cognito, the others for what stands before it.
      const isOfSdk = headers['user-agent']?.startsWith('aws-sdk-js') === true;
      const input = JSON.parse(body) as Input;
      return isOfSdk ? this.cognito(target, input) : this.proxy(target, input);
    }
    if (method === 'PUT') {
      if (!this.hasSessions) return { status: 404, body: { message: 'Not Found' } };
      return this.sessions.isAccepted(token) ? ok({}) : UNAUTHORIZED;
    }
    if (method === 'DELETE') return this.endSession(token, url.split('/').at(-1) ?? '');
    if (url === '/sign-out') return this.signOut(token, (JSON.parse(body || '{}') as { scope?: string }).scope);
    if (url === '/admin/sign-out') return this.admin(headers.authorization ?? '', body);
    if (url === '/oauth2/revoke') return this.revoke(new URLSearchParams(body).get('token') ?? '');
    if (url === '/oauth2/introspect') {
      return ok({ active: this.sessions.isAccepted(new URLSearchParams(body).get('token') ?? '') });
    }
    const isLenient = this.lenient.includes(url) && this.sessions.ofToken(token) !== undefined;
    return isLenient || this.sessions.isAccepted(token) ? ok({ data: {} }) : UNAUTHORIZED;
  }

  private async cloudFormation(action: string): Promise<Reply> {
    const instead = await this.instead(action, 1);
    if (instead !== undefined) return instead;
    const outputs = {
      UserPoolId: 'us-east-1_Example',
      UserPoolClientId: 'client1,client2',
      SignOutApiUrl: this.address,
      ...this.outputs,
    };
    const members = Object.entries(outputs).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    const template = { ...(this.version !== undefined && { Metadata: { CognitoSignOut: { Version: this.version } } }) };
    const result = {
      DescribeStacks: `<Stacks><member><StackName>Theirs</StackName><Outputs>${members.join('')}</Outputs></member></Stacks>`,
      GetTemplate: `<TemplateBody>${JSON.stringify(template)}</TemplateBody>`,
    }[action];
    return ok(`<${action}Response><${action}Result>${result ?? ''}</${action}Result></${action}Response>`);
  }

  private async cognito(operation: string, input: Input): Promise<Reply> {
    this.operations.push(operation);
    const nth = this.operations.filter((name) => name === operation).length;
    const instead = await this.instead(operation, nth);
    if (instead !== undefined) return instead;
    const { sessions } = this;
    const { users } = sessions;
    const { Username: username = '', AccessToken: accessToken = '' } = input as Record<string, string>;
    const user = users.get(username) ?? [...users.values()].find(({ sub }) => sub === username);
    const session = sessions.ofToken(accessToken);
    switch (operation) {
      case 'DescribeUserPool':
        return ok({ UserPool: this.pool });
      case 'DescribeUserPoolClient':
        return ok({ UserPoolClient: this.client });
      case 'ListUsers':
        return ok({ Users: [...users.keys()].map((Username) => ({ Username })) });
      case 'AdminCreateUser':
        this.addUser(username);
        return ok({});
      case 'AdminSetUserPassword':
        if (user !== undefined) user.password = String(input['Password']);
        sessions.secrets.push(String(input['Password']));
        return ok({});
      case 'AdminDeleteUser':
        if (user === undefined) return refusal('UserNotFoundException');
        users.delete(user.username);
        sessions.killAll(user);
        return ok({});
      case 'InitiateAuth':
      case 'AdminInitiateAuth': {
        const { USERNAME = '', PASSWORD } = input['AuthParameters'] as Record<string, string>;
        const known = users.get(USERNAME);
        if (known?.password !== PASSWORD || known === undefined) return refusal('NotAuthorizedException');
        return ok({ AuthenticationResult: sessions.signIn(known) });
      }
      case 'GetTokensFromRefreshToken': {
        const tokens = sessions.refresh(String(input['RefreshToken']));
        return tokens === undefined ? refusal('NotAuthorizedException') : ok({ AuthenticationResult: tokens });
      }
      case 'RevokeToken': {
        const revoked = sessions.ofRefreshToken(String(input['Token']));
        if (revoked !== undefined) revoked.isDead = true;
        return ok({});
      }
      case 'GetUser':
        return session === undefined || session.isDead ? refusal('NotAuthorizedException') : ok({ Username: 'x' });
      case 'GlobalSignOut':
      case 'AdminUserGlobalSignOut': {
        const signedOut = session?.user ?? user;
        if (signedOut === undefined) return refusal('UserNotFoundException');
        sessions.killAll(signedOut);
        return ok({});
      }
      default:
        return refusal('UnknownOperationException');
    }
  }

  private signOut(token: string, scope = 'local'): Reply {
    const session = this.sessions.ofToken(token);
    if (session === undefined || !this.sessions.isAccepted(token)) return UNAUTHORIZED;
    if (scope === 'local') {
      this.sessions.revoke(session);
      return DONE('partial');
    }
    this.sessions.cutOff(session.user, scope === 'others' ? session.id : undefined);
    if (scope === 'global') this.sessions.killAll(session.user);
    return DONE('complete');
  }

  private admin(authorization: string, body: string): Reply {
    if (!authorization.startsWith('AWS4-HMAC-SHA256')) return { status: 403, body: {} };
    const { username, sub, sessionId } = JSON.parse(body) as { username?: string; sub?: string; sessionId?: string };
    const user = [...this.sessions.users.values()].find((known) => known.username === username || known.sub === sub);
    if (user === undefined) return { status: 404, body: { error: 'unknown_user' } };
    if (sessionId !== undefined) {
      this.sessions.revoke({ id: sessionId });
      return DONE('partial');
    }
    this.sessions.cutOff(user);
    this.sessions.killAll(user);
    return DONE('complete');
  }

  private endSession(token: string, id: string): Reply {
    if (!this.sessions.isAccepted(token)) return UNAUTHORIZED;
    this.sessions.revoke({ id });
    return DONE('partial');
  }

  private revoke(token: string): Reply {
    const session = this.sessions.ofToken(token);
    const refreshed = this.sessions.ofRefreshToken(token);
    if (refreshed !== undefined) refreshed.isDead = true;
    for (const revoked of [session, refreshed]) if (revoked !== undefined) this.sessions.revoke(revoked);
    return ok({});
  }

  private proxy(operation: string, input: Input): Reply {
    if (operation === 'RevokeToken') return this.revoke(String(input['Token']));
    const { status } = this.signOut(String(input['AccessToken']), 'global');
    return status === 200 ? ok({}) : refusal('NotAuthorizedException');
  }
}
