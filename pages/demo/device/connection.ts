import type { Call } from './verdict';

/** Milliseconds after which an echo that has not come is a fault. */
const PATIENCE = 10_000;

/**
 * A WebSocket that is held open with one token. Once it has been closed, it is tried again whenever it is asked for: a client can
 * not tell why it was closed.
 */
export class Connection {
  private socket: WebSocket | undefined;

  /** @param onClosed - the gateway has closed it */
  constructor(
    private token: string,
    private readonly onClosed: () => void,
  ) {}

  /** Opens it if need be, sends a word, and awaits its echo. */
  async echo(): Promise<Call> {
    const startedAt = performance.now();
    const call = (verdict: Call['verdict'], detail: string) => ({
      verdict,
      detail,
      took: performance.now() - startedAt,
    });
    const socket = this.socket ?? (await this.open());
    if (socket === undefined) return call('rejected', 'Refused');
    const answer = await echoOf(socket, `echo ${String(startedAt)}`);
    if (answer === 'closed') return call('rejected', 'Closed');
    return answer === 'late' ? call('failed', 'No echo') : call('accepted', 'Open');
  }

  /** Takes another token for when it is opened next. */
  use(token: string): void {
    this.token = token;
  }

  /** Closes it from this side, and never opens it again. */
  end(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
  }

  private async open(): Promise<WebSocket | undefined> {
    // A browser can set no header for it: the token is the subprotocol after `bearer`.
    const socket = new WebSocket('/web-socket', ['bearer', this.token]);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => {
        resolve(true);
      });
      socket.addEventListener('close', () => {
        resolve(false);
      });
    });
    if (!isOpen) return undefined;
    this.socket = socket;
    socket.addEventListener('close', () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.onClosed();
    });
    return socket;
  }
}

async function echoOf(socket: WebSocket, text: string): Promise<'echoed' | 'closed' | 'late'> {
  if (socket.readyState !== WebSocket.OPEN) return 'closed';
  const done = new AbortController();
  const { signal } = done;
  const answer = new Promise<'echoed' | 'closed' | 'late'>((resolve) => {
    setTimeout(resolve, PATIENCE, 'late');
    socket.addEventListener(
      'message',
      ({ data }) => {
        if (data === text) resolve('echoed');
      },
      { signal },
    );
    socket.addEventListener(
      'close',
      () => {
        resolve('closed');
      },
      { signal },
    );
  });
  socket.send(text);
  return answer.finally(() => {
    done.abort();
  });
}
