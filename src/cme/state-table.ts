/**
 * A growing list of states and the way back from a state to its number: open addressing
 * over one flat array, no object for a state.
 */

export class StateTable {
  readonly width: number;
  /** Shape [capacity, width]; the first `size` rows hold states. */
  rows: Int32Array;
  size = 0;
  /** Number of a state plus one, 0 where free; a power of two, at most half full. */
  #slots: Int32Array;

  /** @param width  species of a state */
  constructor(width: number, capacity = 1024) {
    this.width = width;
    this.rows = new Int32Array(capacity * width);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * capacity + 2)));
  }

  /** A table of the rows of `states`, shape [states, width], numbered as they are there. */
  static of(states: Int32Array, width: number): StateTable {
    const table = new StateTable(width, states.length / width);
    for (let at = 0; at < states.length; at += width) table.add(states, at);
    return table;
  }

  /** Number of the state in `counts` from `at` on, or −1. */
  find(counts: ArrayLike<number>, at: number): number {
    return this.#slots[this.#slotOf(counts, at)]! - 1;
  }

  /** Number of the state in `counts` from `at` on, put in last if new. */
  add(counts: ArrayLike<number>, at: number): number {
    let slot = this.#slotOf(counts, at);
    const known = this.#slots[slot]!;
    if (known > 0) return known - 1;
    if (2 * (this.size + 1) > this.#slots.length) {
      this.#rehash();
      slot = this.#slotOf(counts, at);
    }
    const { width } = this;
    if ((this.size + 1) * width > this.rows.length) {
      const rows = new Int32Array(2 * this.rows.length + width);
      rows.set(this.rows);
      this.rows = rows;
    }
    for (let s = 0; s < width; s++) this.rows[this.size * width + s] = counts[at + s]!;
    this.size++;
    this.#slots[slot] = this.size;
    return this.size - 1;
  }

  /** The slot of a state, or the free one where it belongs. */
  #slotOf(counts: ArrayLike<number>, at: number): number {
    const { width, rows } = this;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hash = 0;
    for (let s = 0; s < width; s++) {
      hash = Math.imul(hash ^ counts[at + s]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot]! - 1) * width;
      if (row < 0) return slot;
      let s = 0;
      while (s < width && rows[row + s] === counts[at + s]) s++;
      if (s === width) return slot;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let i = 0; i < this.size; i++) this.#slots[this.#slotOf(this.rows, i * this.width)] = i + 1;
  }
}
