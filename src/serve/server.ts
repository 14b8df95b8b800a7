/** The viewer's server: the page over HTTP, the runs over a socket, on this machine unless told otherwise. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ScenarioError } from '../errors.ts';
import { type Clock, realClock } from './clock.ts';
import { isLoopback, openGuard } from './http/guard.ts';
import { pageFiles, plain } from './http/page-files.ts';
import { openConnection } from './page/connection.ts';
import { limits, socketPath, subprotocol } from './protocol/terms.ts';
import { Runs } from './runs.ts';
import type { RunSource } from './source.ts';

export interface ServeOptions {
  /** Address to listen on. Default 127.0.0.1, which only this machine reaches; others ask pages for a token. */
  readonly host?: string;
  /** Default: any that is free. */
  readonly port?: number;
  /** Told once of each kind of request or message that was refused. */
  readonly note?: (line: string) => void;
  /** Told of each page that comes. */
  readonly onPage?: () => void;
  /** Told of each fork that a page has made. */
  readonly onFork?: (fork: RunSource) => void;
  /** Folder of the built page. */
  readonly page?: string;
  readonly clock?: Clock;
}

export interface ViewerServer {
  /** What to open; with the token behind `#`, which browsers keep to themselves. */
  readonly url: string;
  readonly port: number;
  /** Pages on the line. */
  readonly pages: number;
  /** Puts another run on show. */
  add(source: RunSource): void;
  /** Ends the runs and lets go of every page. */
  close(): Promise<void>;
}

/** Pages at a time. */
const mostPages = 64;
/** What browsers say when a server goes for good. */
const goingAway = 1001;

/**
 * Serves runs to pages.
 *
 * @throws ScenarioError  the page is not built; the address or the port cannot be had
 */
export async function serveRuns(
  sources: readonly RunSource[],
  options: ServeOptions = {},
): Promise<ViewerServer> {
  const { host = '127.0.0.1', port = 0, note = () => {}, clock = realClock } = options;
  const token = isLoopback(host) ? undefined : randomBytes(24).toString('base64url');
  const guard = openGuard(host, token);
  const answer = pageFiles(options.page);
  const runs = new Runs(clock, options.onFork);
  for (const source of sources) runs.add(source);
  const refused = once(note);

  const http = createServer((request, response) => {
    const why = guard.refuses(request);
    if (why === undefined) return answer(request, response);
    refused(why, `${why} (${request.headers.host ?? 'none'})`);
    plain(response, 403, `Refused: ${why}.`);
  });
  // A slow reader of the page's files holds nothing but its own socket; one that asks slowly is cut off.
  http.headersTimeout = 10_000;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    handleProtocols: () => subprotocol,
    perMessageDeflate: false,
  });
  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const why = refusesSocket(request);
    if (why === undefined)
      return sockets.handleUpgrade(request, stream, head, (socket) => {
        openConnection(socket, { runs, clock, refused });
        options.onPage?.();
      });
    refused(
      why,
      `${why} (from ${request.headers.origin ?? 'no origin'}, to ${request.headers.host ?? 'no host'})`,
    );
    stream.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  function refusesSocket(request: IncomingMessage): string | undefined {
    if (request.url !== socketPath) return 'the socket is elsewhere';
    if (sockets.clients.size >= mostPages) return 'too many pages';
    return guard.refusesSocket(request);
  }

  await new Promise<void>((listening, failed) => {
    http.once('error', (cause: NodeJS.ErrnoException) => failed(cannotListen(host, port, cause)));
    http.listen(port, host, listening);
  });
  const bound = (http.address() as AddressInfo).port;
  return {
    url: `http://${shownHost(host)}:${bound}/${token === undefined ? '' : `#token=${token}`}`,
    port: bound,
    get pages() {
      return sockets.clients.size;
    },
    add: (source) => runs.add(source),
    async close() {
      await runs.close();
      for (const socket of sockets.clients) {
        socket.close(goingAway);
        socket.terminate();
      }
      sockets.close();
      http.closeAllConnections();
      await new Promise<void>((closed) => http.close(() => closed()));
    },
  };
}

/** Passes on the first line of each kind: a hostile page shall not fill the terminal. */
function once(note: (line: string) => void): (kind: string, what: string) => void {
  const told = new Set<string>();
  return (kind, what) => {
    // Kinds are few; a bound for those that carry a stranger's words.
    if (told.has(kind) || told.size >= 100) return;
    told.add(kind);
    note(`viewer: refused: ${what}`);
  };
}

/** An address as it stands in a URL; for all addresses at once, one that leads here. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): ScenarioError {
  const where = `--port ${port}, --host ${host}`;
  if (cause.code === 'EADDRINUSE')
    return new ScenarioError(where, 'the port is taken', 'Give another `--port`, or none.');
  if (cause.code === 'EACCES')
    return new ScenarioError(where, 'the port is not for users', 'Give a `--port` above 1023.');
  return new ScenarioError(
    where,
    `cannot listen there (${cause.message})`,
    'Give an address of this machine.',
  );
}
