import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { GATEWAYS, StackClient, type Answer, type OpenConnection, type Tokens } from './client';
import { readCloud } from './cloud';
import { report } from './run';

// What the stack promises, shown on the one that is deployed. Ends with an error if a line is not as promised.

const WIDTHS = { what: 48, cell: 16 };
/** Milliseconds. */
const CLOSED_WITHIN = 10_000;
let broken = 0;

async function main(): Promise<void> {
  const client = new StackClient(readCloud().outputs);
  const user = await client.signUp(`demo-${randomUUID()}`);
  line('', ...GATEWAYS);

  heading('Somebody signs in on a phone and on a laptop');
  let phone = await client.signIn(user);
  const laptop = await client.signIn(user);
  await showSession('phone', phone, 'accepted');
  await showSession('laptop', laptop, 'accepted');

  await showSignOut('The phone signs out: local', phone, { scope: 'local', refreshToken: phone.refreshToken });
  await showSession('phone', phone, 'rejected');
  await showRefresh('phone', phone, 'refused');
  await showSession('laptop', laptop, 'accepted');

  heading('The phone signs in again');
  phone = await client.signIn(user);
  await showSession('phone', phone, 'accepted');

  const connection = await showConnection('phone', phone);
  await showSignOut('The laptop signs the others out: others', laptop, { scope: 'others' });
  await showClosed('phone', connection);
  await showSession('phone', phone, 'rejected');
  const refreshed = await showRefresh('phone', phone, 'accepted');
  if (refreshed !== undefined) await showSession('phone, refreshed', refreshed, 'rejected');
  await showSession('laptop', laptop, 'accepted');

  await showSignOut('The laptop signs everything out: global', laptop, { scope: 'global' });
  // At once, and in the same second if the clock will have it: a new sign-in must not be hit.
  const signedInAgain = await client.signIn(user);
  await showSession('laptop', laptop, 'rejected');
  await showRefresh('laptop', laptop, 'refused');
  await showSession('new sign-in', signedInAgain, 'accepted');

  console.log(broken === 0 ? '\nEvery line is as promised.' : `\n${String(broken)} lines are NOT as promised.`);
  process.exitCode = broken === 0 ? 0 : 1;

  async function showSession(device: string, tokens: Tokens, promised: 'accepted' | 'rejected'): Promise<void> {
    for (const [name, token] of [['access', tokens.accessToken] as const, ['ID', tokens.idToken] as const]) {
      const cells: string[] = [];
      for (const gateway of GATEWAYS) {
        const { answer, took } = await timed(() => client.session(gateway, token));
        cells.push(
          verdict(answer.status === (promised === 'accepted' ? 200 : 401), `${String(answer.status)} ${took}`),
        );
      }
      line(`  ${device}, ${name} token: ${promised}`, ...cells);
    }
  }

  async function showSignOut(title: string, { accessToken }: Tokens, order: unknown): Promise<void> {
    heading(title);
    const { answer, took } = await timed(() => client.signOut(accessToken, order));
    const { outcome = 'no outcome' } = answer.body as { outcome?: string };
    line('  answer: complete', verdict(answer.status === 200 && outcome === 'complete', `${outcome} ${took}`));
  }

  async function showConnection(device: string, { accessToken }: Tokens): Promise<OpenConnection | undefined> {
    const { answer: connection, took } = await timed(() => client.connect(accessToken));
    const got = connection === undefined ? 'refused' : 'open';
    line(`  ${device}, WebSocket: open`, verdict(connection !== undefined, `${got} ${took}`));
    return connection;
  }

  async function showClosed(device: string, connection: OpenConnection | undefined): Promise<void> {
    const answeredAt = performance.now();
    const timer = new AbortController();
    const late = sleep(CLOSED_WITHIN, undefined, { signal: timer.signal }).catch(() => undefined);
    const closed = await Promise.race([connection?.closed, late]);
    timer.abort();
    const after = Math.max(0, (closed?.at ?? NaN) - answeredAt).toFixed(0);
    const got = closed === undefined ? 'not closed' : `closed ${after} ms after the answer`;
    line(`  ${device}, WebSocket: closed`, verdict(closed !== undefined, got));
    connection?.socket.close();
  }

  async function showRefresh(
    device: string,
    { refreshToken }: Tokens,
    promised: 'accepted' | 'refused',
  ): Promise<Tokens | undefined> {
    const { answer: refreshed, took } = await timed(() => client.refresh(refreshToken));
    const got = refreshed === undefined ? 'refused' : 'accepted';
    line(`  ${device}, refresh at Cognito: ${promised}`, verdict(got === promised, `${got} ${took}`));
    return refreshed;
  }
}

async function timed<T extends Answer | OpenConnection | Tokens | undefined>(action: () => Promise<T>) {
  const startedAt = performance.now();
  const answer = await action();
  return { answer, took: `${(performance.now() - startedAt).toFixed(0)} ms` };
}

function verdict(isAsPromised: boolean, what: string): string {
  if (!isAsPromised) broken++;
  return `${isAsPromised ? '✓' : '✗'} ${what}`;
}

function heading(title: string): void {
  console.log(`\n${title}`);
}

function line(what: string, ...cells: readonly string[]): void {
  console.log((what.padEnd(WIDTHS.what) + cells.map((cell) => cell.padEnd(WIDTHS.cell)).join('')).trimEnd());
}

main().catch(report);
