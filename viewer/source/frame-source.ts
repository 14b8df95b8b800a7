/** Where frames come from: a server, or the page itself. All a page knows of either. */
import type { PageMessage } from '../../src/serve/protocol/from-page.ts';
import type { ServerMessage } from '../../src/serve/protocol/from-server.ts';

/** Is somebody there? */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** It was there; being tried again. `attempt` counts from 1. */
  | { readonly state: 'lost'; readonly attempt: number }
  /** It will not come back by itself: what is wrong, what to do. */
  | { readonly state: 'closed'; readonly reason: string };

export interface Listener {
  /** Messages in the order they were sent; a `hello` comes first on every new link. */
  message(message: ServerMessage): void;
  link(link: Link): void;
}

export interface FrameSource {
  /** Dropped where the link is not open: a page says everything again after a `hello`. */
  send(message: PageMessage): void;
  close(): void;
}
