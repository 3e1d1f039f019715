import { GATEWAYS, now, type Account, type DemoEvent, type Device, type Gateway, type Scope } from '../messages';
import { configure, refresh, signInHere, signOutEverywhere, signOutHere, signOutOthers } from './app';
import { Connection } from './connection';
import { EverySecond } from './every-second';
import { ASK } from './gateways';
import { endSession, listSessions, nameSession, type OwnSession } from './own-sessions';
import { DeviceStorage } from './storage';
import type { Call } from './verdict';

/** Where the demonstration's server forwards to the sign-out API. */
const SIGN_OUT_API = `${location.origin}/sign-out-api`;
/** Calls that are remembered of each gateway. */
const REMEMBERED = 24;

/** What there is to see of a device. */
export interface DeviceState {
  readonly phase: 'signed-out' | 'signing-in' | 'signed-in';
  /** Something is under way that was asked for. */
  readonly isBusy: boolean;
  /** Where the user is signed in, as this device is told: nothing once it has been signed out. */
  readonly sessions: readonly OwnSession[];
  /** The last ones at each gateway, oldest first. */
  readonly calls: Readonly<Record<Gateway, readonly Call[]>>;
}

/** How a device is at first. */
export const INITIAL: DeviceState = {
  phase: 'signed-out',
  isBusy: false,
  sessions: [],
  calls: { 'HTTP API': [], 'REST API': [], AppSync: [], WebSocket: [] },
};

/** Whether every gateway has rejected what the device shows last. */
export function isEnded({ calls }: DeviceState): boolean {
  return GATEWAYS.every((gateway) => calls[gateway].at(-1)?.verdict === 'rejected');
}

/**
 * A device: an app that signs in and out, and somebody who has copied its tokens and goes on calling every gateway with them,
 * each second.
 */
export class DeviceApp {
  private state = INITIAL;
  private token: string | undefined;
  private connection: Connection | undefined;
  private readonly rejectedAt = new Set<Gateway>();
  private readonly storage = new DeviceStorage();
  private readonly callers = GATEWAYS.map((gateway) => new EverySecond(() => this.call(gateway)));

  constructor(
    private readonly device: Device,
    private readonly account: Account,
    private readonly report: (event: DemoEvent) => void,
    private readonly show: (state: DeviceState) => void,
  ) {
    configure(account.userPoolId, account.userPoolClientId, SIGN_OUT_API);
    this.storage.use();
  }

  /** Calls every gateway now, and lists the sessions anew. */
  look(): void {
    for (const caller of this.callers) caller.now();
    void this.list();
  }

  /** Signs in, and starts to call. */
  async signIn(): Promise<void> {
    await this.busy('sign in', async () => {
      this.change({ phase: 'signing-in' });
      // What is left of an earlier session is nobody's any more.
      this.storage.forget();
      const token = await signInHere(this.account.username, this.account.password);
      this.storage.copy();
      await nameSession(SIGN_OUT_API, token, this.device);
      this.connection?.end();
      this.connection = new Connection(token, () => {
        this.take('WebSocket', { verdict: 'rejected', detail: 'Closed', took: 0 });
      });
      this.token = token;
      this.rejectedAt.clear();
      this.change({ phase: 'signed-in', calls: INITIAL.calls, sessions: [] });
      this.report({ kind: 'signed-in', device: this.device, at: now() });
      this.look();
    });
  }

  /** Ends another session of the user's. */
  async endSession(sessionId: string): Promise<void> {
    const { token } = this;
    if (token === undefined) return;
    await this.signingOut('session', () => endSession(SIGN_OUT_API, token, sessionId));
  }

  /** Signs out, in one of the ways that an app has. */
  async signOut(scope: Scope & ('local' | 'others' | 'global')): Promise<void> {
    await this.signingOut(scope, () => this.signOutBy(scope));
  }

  /** Asks for new tokens, of what the device has or, once it has signed out, of what was copied. */
  async refresh(): Promise<void> {
    await this.busy('refresh its tokens', async () => {
      const wasEnded = isEnded(this.state);
      if (this.state.phase === 'signed-out') this.storage.restore();
      const token = await refresh();
      this.report({
        kind: 'refreshed',
        device: this.device,
        isAccepted: token !== undefined,
        isEnded: wasEnded,
        at: now(),
      });
      if (token === undefined) {
        this.change({ phase: 'signed-out' });
        return;
      }
      this.storage.copy();
      this.token = token;
      this.connection?.use(token);
      this.look();
    });
  }

  private async signingOut(scope: Scope, action: () => Promise<string>): Promise<void> {
    await this.busy('sign out', async () => {
      this.report({ kind: 'sign-out-asked', by: this.device, scope, at: now() });
      const outcome = await action();
      this.report({ kind: 'sign-out-answered', outcome, at: now() });
      if (scope === 'local' || scope === 'global') this.change({ phase: 'signed-out' });
    });
  }

  private async signOutBy(scope: 'local' | 'others' | 'global'): Promise<string> {
    if (scope === 'others') return signOutOthers(SIGN_OUT_API);
    await (scope === 'local' ? signOutHere() : signOutEverywhere());
    // Amplify tells its callers nothing of what was answered.
    return 'done';
  }

  private async busy(what: string, action: () => Promise<void>): Promise<void> {
    this.change({ isBusy: true });
    try {
      await action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.report({ kind: 'failed', what: `The ${this.device} could not ${what}: ${reason}`, at: now() });
      if (this.state.phase === 'signing-in') this.change({ phase: 'signed-out' });
    } finally {
      this.change({ isBusy: false });
    }
  }

  private async call(gateway: Gateway): Promise<void> {
    const { token, connection } = this;
    if (token === undefined || connection === undefined) return;
    const call = gateway === 'WebSocket' ? await connection.echo() : await ASK[gateway](token);
    // What it says of an earlier token is not about this one.
    if (token === this.token) this.take(gateway, call);
  }

  private async list(): Promise<void> {
    const { token } = this;
    if (token === undefined) return;
    const sessions = await listSessions(SIGN_OUT_API, token).catch(() => []);
    if (token === this.token) this.change({ sessions });
  }

  private take(gateway: Gateway, call: Call): void {
    if (call.verdict === 'accepted') this.rejectedAt.delete(gateway);
    if (call.verdict === 'rejected' && !this.rejectedAt.has(gateway)) {
      this.rejectedAt.add(gateway);
      this.report({ kind: 'rejected', device: this.device, gateway, at: now() });
    }
    const calls = [...this.state.calls[gateway], call].slice(-REMEMBERED);
    this.change({ calls: { ...this.state.calls, [gateway]: calls } });
  }

  private change(changes: Partial<DeviceState>): void {
    this.state = { ...this.state, ...changes };
    this.show(this.state);
  }
}
