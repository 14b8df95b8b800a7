/**
 * What waits to be sent to one page. There is one place for each kind of message, filled anew by what is
 * newer, and a message is made only when the one before has left for the network: a page that reads slowly,
 * or not at all, holds one message in memory and never more.
 */
import { Packr } from 'msgpackr';
import type { ServerMessage } from '../protocol/from-server.ts';
import type { Toll } from './toll.ts';

/** Makes a message when its turn comes; undefined where it is not needed any more. */
export type Maker = () => ServerMessage | undefined | Promise<ServerMessage | undefined>;

/** Hands bytes to the network. @param left  called when they have left */
export type Send = (bytes: Uint8Array, left: () => void) => void;

const packr = new Packr({ moreTypes: true, useRecords: false });
/** Bytes of the buffer that other users of the library on this thread begin with. */
const others = 8192;

export class Outbox {
  readonly #send: Send;
  readonly #failed: (error: unknown) => void;
  readonly #toll: Toll;
  /** In the order of their turns. */
  readonly #waiting = new Map<string, Maker>();
  #busy = false;
  #closed = false;
  /** Where messages are written, one at a time. */
  #room: Buffer = Buffer.allocUnsafeSlow(2 ** 16);

  /** @param failed  a message could not be made @param toll  charged for making and sending */
  constructor(send: Send, failed: (error: unknown) => void, toll: Toll) {
    this.#toll = toll;
    this.#send = send;
    this.#failed = failed;
  }

  /** Messages that wait for their turn. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Puts a message in its place; what waited there is forgotten, its turn kept. */
  put(place: string, make: Maker): void {
    if (this.#closed) return;
    this.#waiting.set(place, make);
    if (!this.#busy) void this.#next();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  /**
   * The message's bytes, in memory that the next message uses again: large buffers that come and go keep the garbage
   * collector at work, and with it the run.
   */
  #pack(message: ServerMessage): Uint8Array {
    packr.useBuffer(this.#room);
    const bytes = packr.pack(message);
    if (bytes.buffer !== this.#room.buffer) this.#room = Buffer.from(bytes.buffer);
    // All Packrs of a thread write where the last one stopped.
    packr.useBuffer(Buffer.allocUnsafeSlow(others));
    return bytes;
  }

  async #next(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const [first] = this.#waiting;
      if (!first) break;
      const [place, make] = first;
      this.#waiting.delete(place);
      try {
        const message = await this.#toll.charge(make);
        if (this.#closed) break;
        if (message)
          await new Promise<void>((left) => this.#toll.charge(() => this.#send(this.#pack(message), left)));
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#busy = false;
  }
}
