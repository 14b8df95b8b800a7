/** The plane memory of one tile while it is planned: who lives where, and for how long. */
import type { Place } from './plan.ts';

/** A piece of memory and how many nodes still live in it. */
interface Block {
  readonly offset: number;
  readonly bytes: number;
  users: number;
}

export class PlaneMemory {
  readonly #tile: number;
  readonly #blocks: Block[] = [];
  readonly #homes = new Map<number, { block: Block; place: Place }>();
  /** How many reads of each node are still to come. */
  readonly #reads = new Map<number, number>();
  #bytes = 0;

  /**
   * @param tile   rows in a tile
   * @param reads  every node as often as it will be released
   */
  constructor(tile: number, reads: readonly number[]) {
    this.#tile = tile;
    for (const i of reads) this.#reads.set(i, this.reads(i) + 1);
  }

  /** Bytes taken at most at a time. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many reads of a node are still to come. */
  reads(node: number): number {
    return this.#reads.get(node) ?? 0;
  }

  has(node: number): boolean {
    return this.#homes.has(node);
  }

  place(node: number): Place {
    return this.#homes.get(node)!.place;
  }

  /** Takes the first gap that is large enough. */
  allocate(node: number, width: number): Place {
    // The dense step writes four columns at a time.
    const bytes = 4 * this.#tile * Math.ceil(width / 4) * 4;
    let offset = 0;
    const taken = this.#blocks.filter((b) => b.users > 0).sort((a, b) => a.offset - b.offset);
    for (const block of taken) {
      if (block.offset - offset >= bytes) break;
      offset = block.offset + block.bytes;
    }
    const block = { offset, bytes, users: 1 };
    this.#blocks.push(block);
    this.#bytes = Math.max(this.#bytes, offset + bytes);
    return this.#settle(node, block, { in: 'scratch', offset, width });
  }

  /** Puts a node where columns of another one are. */
  adopt(node: number, from: number, column: number, width: number): Place {
    const { block, place } = this.#homes.get(from)!;
    block.users++;
    return this.#settle(node, block, {
      in: 'scratch',
      offset: place.offset + 4 * this.#tile * column,
      width,
    });
  }

  /** Is `from` alone in its memory, and about to be read `times` times for the last time? */
  canOverwrite(from: number, width: number, times: number): boolean {
    const home = this.#homes.get(from);
    return home?.block.users === 1 && home.place.width === width && this.reads(from) === times;
  }

  /** A node has been read once more. */
  release(node: number): void {
    const left = this.reads(node) - 1;
    this.#reads.set(node, left);
    if (left === 0) this.#homes.get(node)!.block.users--;
  }

  #settle(node: number, block: Block, place: Place): Place {
    this.#homes.set(node, { block, place });
    return place;
  }
}
