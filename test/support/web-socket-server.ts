import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The server's end of a WebSocket. */
export interface ServerSocket {
  readonly send: (message: unknown) => void;
  readonly close: (code: number) => void;
}

/** What a server does: accept by a subprotocol, or refuse by a status. */
export interface Behaviour {
  readonly accept: (request: IncomingMessage) => { readonly subprotocol: string } | { readonly status: number };
  readonly opened?: (socket: ServerSocket) => void;
  readonly heard?: (message: Readonly<Record<string, unknown>>, socket: ServerSocket) => void;
}

/** As much of RFC 6455 as the tests need: short handshakes, text in one frame, and closing. */
export class WebSocketServer {
  address = '';
  readonly requests: IncomingMessage[] = [];
  private readonly sockets: Socket[] = [];
  private readonly server: Server = createServer();

  constructor(behaviour: Behaviour) {
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      this.requests.push(request);
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      this.accept(request, socket, behaviour);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.address = `ws://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/v1`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(request: IncomingMessage, socket: Socket, { accept, opened, heard }: Behaviour): void {
    const answer = accept(request);
    if ('status' in answer) {
      socket.end(`HTTP/1.1 ${String(answer.status)} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accepted = createHash('sha1').update(key).digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n' +
        `sec-websocket-accept: ${accepted}\r\nsec-websocket-protocol: ${answer.subprotocol}\r\n\r\n`,
    );
    const server: ServerSocket = {
      send: (message) => socket.write(frame(0x81, Buffer.from(JSON.stringify(message)))),
      close: (code) => socket.end(frame(0x88, Buffer.from([code >> 8, code & 255]))),
    };
    socket.on('data', (chunk: Buffer) => {
      for (const text of textsIn(chunk)) heard?.(JSON.parse(text) as Record<string, unknown>, server);
    });
    opened?.(server);
  }
}

function frame(first: number, payload: Buffer): Buffer {
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([first, ...length]), payload]);
}

/** A client's frames are masked. */
function textsIn(chunk: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 6 <= chunk.length;) {
    const short = (chunk[at + 1] ?? 0) & 127;
    const header = short === 126 ? 4 : 2;
    const length = short === 126 ? chunk.readUInt16BE(at + 2) : short;
    const mask = chunk.subarray(at + header, at + header + 4);
    const payload = chunk.subarray(at + header + 4, at + header + 4 + length);
    const plain = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
    if (((chunk[at] ?? 0) & 15) === 1) texts.push(plain.toString());
    at += header + 4 + length;
  }
  return texts;
}
