/**
 * Who may talk to the server. A page of another site may make a browser open sockets to this machine, and a
 * name of its own may be made to lead here (DNS rebinding): so the names in `Host` and `Origin` must be ours.
 * On addresses that others can reach, a token must be shown as well.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { subprotocol } from '../protocol/terms.ts';

const own = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

export interface Guard {
  /** Why a request is refused; undefined where it may pass. */
  refuses(request: IncomingMessage): string | undefined;
  /** The same for one that wants to become a socket. */
  refusesSocket(request: IncomingMessage): string | undefined;
}

/**
 * @param host   the server listens on
 * @param token  pages must show; undefined where none is wanted
 */
export function openGuard(host: string, token: string | undefined): Guard {
  /** Whether a name in a header can only mean this server: names can be made to lead anywhere, addresses not. */
  const isOurs = (authority: string): boolean => {
    const name = nameOf(authority);
    if (name === undefined) return false;
    if (own.includes(name) || name === host.toLowerCase()) return true;
    return !isLoopback(host) && isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  };
  const refuses = ({ headers }: IncomingMessage): string | undefined =>
    isOurs(headers.host ?? '') ? undefined : 'the host is not this one';
  return {
    refuses,
    refusesSocket(request) {
      const { origin, host: authority } = request.headers;
      const refused = refuses(request);
      if (refused !== undefined) return refused;
      // Browsers always name the origin; programs without one are no page of another site.
      if (origin !== undefined && origin !== `http://${authority}`) return 'the page is of another origin';
      const [first, shown] = offered(request);
      if (first !== subprotocol) return 'the subprotocol is another one';
      return token === undefined || sameToken(shown ?? '', token) ? undefined : 'the token is wrong';
    },
  };
}

/** The name in `name:port`, in lower case; undefined for what is none. */
function nameOf(authority: string): string | undefined {
  return /^(\[[0-9a-f:]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i.exec(authority)?.[1]?.toLowerCase();
}

function offered(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
}

/** Takes as long for a token that begins rightly as for any other. */
function sameToken(shown: string, token: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
