/** Frames of a server, over a WebSocket that is opened again whenever it breaks. */
import { Unpackr } from 'msgpackr/unpack';
import type { ServerMessage } from '../../src/serve/protocol/from-server.ts';
import { socketPath, subprotocol } from '../../src/serve/protocol/terms.ts';
import type { FrameSource, Listener } from './frame-source.ts';

/** Waits between attempts, ms; the last one for ever. */
const waits = [250, 500, 1000, 2000, 4000] as const;

/** What a browser is told where the server closes the socket because of what the page did. */
const refusedCode = 1008;

const refusal =
  'The server is there but refuses this page. Open the address that `crn-grid view` prints: a token in it may be new.';

/** Does the server answer ordinary requests? Then it is the socket that it refuses. */
async function answers(address: URL): Promise<boolean> {
  try {
    return (await fetch(address, { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

/**
 * @param address  of the page, whose host has the socket
 * @param token  what a server that others can reach asks for; absent on this machine's own
 */
export function openSocketSource(address: URL, token: string | undefined, listener: Listener): FrameSource {
  const url = new URL(socketPath, address);
  url.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const reader = new Unpackr({ moreTypes: true, useRecords: false });
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let refusals = 0;
  let closed = false;

  function end(reason: string): void {
    closed = true;
    listener.link({ state: 'closed', reason });
  }

  async function broken(wasOpen: boolean): Promise<void> {
    // Once may be a server that was just coming up: the socket came too early, the question not.
    refusals = !wasOpen && (await answers(address)) ? refusals + 1 : 0;
    if (refusals > 1) return end(refusal);
    if (closed) return;
    attempt++;
    listener.link({ state: 'lost', attempt });
    timer = setTimeout(connect, waits[Math.min(attempt, waits.length) - 1]);
  }

  function connect(): void {
    let wasOpen = false;
    const opened = new WebSocket(url, token ? [subprotocol, token] : [subprotocol]);
    opened.binaryType = 'arraybuffer';
    opened.onopen = () => {
      wasOpen = true;
      attempt = 0;
      listener.link({ state: 'open' });
    };
    opened.onmessage = ({ data }) =>
      listener.message(reader.unpack(new Uint8Array(data as ArrayBuffer)) as ServerMessage);
    opened.onclose = ({ code, reason }) => {
      if (closed || socket !== opened) return;
      socket = undefined;
      if (code === refusedCode) end(reason || refusal);
      else void broken(wasOpen);
    };
    socket = opened;
  }

  /** A machine that wakes up, or a network that returns, need not wait for the timer. */
  function hurry(): void {
    if (closed || socket) return;
    clearTimeout(timer);
    connect();
  }

  listener.link({ state: 'connecting' });
  connect();
  window.addEventListener('online', hurry);
  return {
    send(message) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close() {
      closed = true;
      clearTimeout(timer);
      window.removeEventListener('online', hurry);
      socket?.close();
    },
  };
}
