/** Where this page has its frames from: inside itself, or from the server that it came from. */
import { shareElement } from '../../src/serve/protocol/share-file.ts';
import type { FrameSource, Listener } from './frame-source.ts';
import { openSharedSource, readShared } from './shared-source.ts';
import { openSocketSource } from './socket-source.ts';

/** The token is kept in memory alone: a copied address or the history does not give it away. */
function takeToken(): string | undefined {
  const here = new URL(location.href);
  const token = new URLSearchParams(here.hash.slice(1)).get('token') ?? here.searchParams.get('token');
  if (token === null) return undefined;
  here.searchParams.delete('token');
  here.hash = '';
  history.replaceState(null, '', here);
  return token;
}

const closed: FrameSource = { send() {}, close() {} };

export async function openSource(listener: Listener): Promise<FrameSource> {
  const share = document.getElementById(shareElement)?.textContent;
  if (share) {
    try {
      return openSharedSource(await readShared(share), listener);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      listener.link({ state: 'closed', reason: `The recording in this file cannot be read. ${reason}` });
      return closed;
    }
  }
  if (!location.protocol.startsWith('http')) {
    const reason = 'There is no recording in this file. Open the address that `crn-grid view` prints.';
    listener.link({ state: 'closed', reason });
    return closed;
  }
  return openSocketSource(new URL(location.href), takeToken(), listener);
}
