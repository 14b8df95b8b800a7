/** A wire between page and server that can be frozen, let go and cut. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface TroubledLink {
  /** What a page opens instead of the server. */
  readonly url: string;
  /** Nothing passes, either way: nobody is told. */
  freeze(): void;
  thaw(): void;
  /** Breaks every connection. New ones may come. */
  cut(): void;
  /** Refuses connections until told otherwise, as while a server is down. */
  refuse(on: boolean): void;
  close(): Promise<void>;
}

export async function troubledLink(port: number): Promise<TroubledLink> {
  const ends = new Set<Socket>();
  let frozen = false;
  let refusing = false;
  const server: Server = createServer((page) => {
    if (refusing) return void page.destroy();
    const there = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [page, there],
      [there, page],
    ] as const) {
      ends.add(from);
      from.on('error', () => from.destroy());
      from.on('close', () => {
        ends.delete(from);
        // What was sent before the end still arrives.
        to.end();
      });
      from.pipe(to);
      if (frozen) from.pause();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    freeze() {
      frozen = true;
      for (const end of ends) end.pause();
    },
    thaw() {
      frozen = false;
      for (const end of ends) end.resume();
    },
    cut() {
      for (const end of ends) end.destroy();
    },
    refuse(on) {
      refusing = on;
    },
    close() {
      for (const end of ends) end.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
