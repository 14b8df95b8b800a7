/** Examples in the order of chance, some at a time. */
import type { Stream } from '../../numerics/streams.ts';
import type { Examples } from './examples.ts';

/** The numbers 0 … n − 1 in an order of chance. */
export function shuffled(n: number, stream: Stream): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** Reused matrices for a batch of examples. */
export class Batch {
  readonly #examples: Examples;
  readonly #rows: number;
  readonly #columns: Record<string, Float32Array> = {};

  constructor(examples: Examples, rows: number) {
    this.#examples = examples;
    this.#rows = rows;
    for (const [name, width] of Object.entries(examples.widths))
      this.#columns[name] = new Float32Array(rows * width);
  }

  /** The examples numbered order[at], order[at + 1], … */
  gather(order: Uint32Array, at: number): Readonly<Record<string, Float32Array>> {
    for (const [name, width] of Object.entries(this.#examples.widths)) {
      const from = this.#examples.columns[name]!;
      const to = this.#columns[name]!;
      for (let r = 0; r < this.#rows; r++) {
        const source = order[at + r]! * width;
        for (let i = 0; i < width; i++) to[r * width + i] = from[source + i]!;
      }
    }
    return this.#columns;
  }
}
