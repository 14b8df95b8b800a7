/** Requests that get an answer: controls, changes, forks. */

import type { ChangeRequest, Control, ForkRequest } from '../../../src/serve/protocol/from-page.ts';
import type { Answer, ServerMessage } from '../../../src/serve/protocol/from-server.ts';

export type Request = Omit<Control, 'tag'> | Omit<ChangeRequest, 'tag'> | Omit<ForkRequest, 'tag'>;

export interface Requests {
  /** The answer; with an `error` too where the link breaks before it comes. */
  ask(request: Request): Promise<Answer>;
  /** To be told of every message that came. */
  heard(message: ServerMessage): void;
  /** The link is gone: nothing more will be answered. */
  lost(): void;
}

export function createRequests(send: (message: Control | ChangeRequest | ForkRequest) => void): Requests {
  let tag = 0;
  const open = new Map<number, (answer: Answer) => void>();
  return {
    ask(request) {
      const mine = ++tag;
      return new Promise((resolve) => {
        open.set(mine, resolve);
        send({ ...request, tag: mine } as Control | ChangeRequest | ForkRequest);
      });
    },
    heard(message) {
      if (message.type !== 'answer') return;
      open.get(message.tag)?.(message);
      open.delete(message.tag);
    },
    lost() {
      const error = 'the link to the server broke before it answered; look whether it was done';
      for (const [number, resolve] of open) resolve({ type: 'answer', tag: number, error });
      open.clear();
    },
  };
}
