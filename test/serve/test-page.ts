/** A page that says what it is told to, over a real socket. */
import { Unpackr } from 'msgpackr';
import { WebSocket } from 'ws';
import type { Look, PageMessage } from '../../src/serve/protocol/from-page.ts';
import type { ServerMessage } from '../../src/serve/protocol/from-server.ts';
import { socketPath, subprotocol } from '../../src/serve/protocol/terms.ts';

export interface TestPage {
  readonly socket: WebSocket;
  /** Everything that came, in order. */
  readonly got: ServerMessage[];
  send(message: PageMessage): void;
  /** The next message of a type that was not asked for before; of those that pass, if there is a test. */
  next<T extends ServerMessage['type']>(
    type: T,
    wanted?: (message: Extract<ServerMessage, { type: T }>) => boolean,
  ): Promise<Extract<ServerMessage, { type: T }>>;
  /** Code and reason with which the socket was closed. */
  readonly closed: Promise<readonly [number, string]>;
  close(): void;
}

export interface PageOptions {
  readonly token?: string;
  readonly origin?: string;
  readonly host?: string;
  readonly protocols?: string[];
  readonly path?: string;
  /** Default true: answers signs of life. */
  readonly alive?: boolean;
}

const unpackr = new Unpackr({ moreTypes: true, useRecords: false });

/** @throws Error  the server refuses the socket; the message holds the status */
export function openPage(port: number, options: PageOptions = {}): Promise<TestPage> {
  const authority = options.host ?? `127.0.0.1:${port}`;
  const { token, protocols = token === undefined ? [subprotocol] : [subprotocol, token] } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${options.path ?? socketPath}`, protocols, {
    origin: options.origin ?? `http://${authority}`,
    headers: { host: authority },
    autoPong: options.alive ?? true,
  });
  const got: ServerMessage[] = [];
  const asked = new Set<ServerMessage>();
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    got.push(unpackr.unpack(data));
    for (const look of waiting) look();
  });
  const closed = new Promise<readonly [number, string]>((resolve) => {
    socket.on('close', (code, reason) => resolve([code, String(reason)]));
  });
  const page: TestPage = {
    socket,
    got,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    next: (type, wanted = () => true) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          for (const message of got) {
            if (message.type !== type || asked.has(message)) continue;
            const found = message as Extract<ServerMessage, { type: typeof type }>;
            if (!wanted(found)) continue;
            asked.add(message);
            waiting.delete(look);
            resolve(found);
            return;
          }
        };
        waiting.add(look);
        look();
        void closed.then(() => reject(new Error(`the socket closed before a ${type} came`)));
      }),
    close: () => socket.close(),
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(page));
    socket.on('error', reject);
  });
}

/** A look at everything, with room for every cell. */
export function lookAt(run: string, look: number, more: Partial<Look> = {}): Look {
  return { type: 'look', run, look, at: 'newest', planes: ['A'], pixels: [100, 100], ...more };
}
