/**
 * Who is next: a binary heap of one time per cell, in which any cell's time can change. The referee
 * (`referee.ts`) works with it, and so it is there for tests only.
 */
export class EventQueue {
  /** Shape [cells]: when each cell's next event is; ∞ where it has none. */
  readonly #times: Float64Array;
  /** Shape [cells]: cells in heap order. */
  readonly #heap: Int32Array;
  /** Shape [cells]: place of each cell in the heap. */
  readonly #place: Int32Array;

  constructor(cells: number) {
    this.#times = new Float64Array(cells).fill(Number.POSITIVE_INFINITY);
    this.#heap = Int32Array.from({ length: cells }, (_, i) => i);
    this.#place = Int32Array.from({ length: cells }, (_, i) => i);
  }

  /** The cell whose event is next. */
  get first(): number {
    return this.#heap[0]!;
  }

  /** When that is; ∞ where nothing will ever happen again. */
  get time(): number {
    return this.#times[this.first]!;
  }

  /** Sets the time of a cell's next event; O(log cells). */
  set(cell: number, time: number): void {
    const times = this.#times;
    const heap = this.#heap;
    const earlier = time < times[cell]!;
    times[cell] = time;
    let at = this.#place[cell]!;
    if (earlier)
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (times[heap[parent]!]! <= time) break;
        this.#put(at, heap[parent]!);
        at = parent;
      }
    else
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && times[heap[child + 1]!]! < times[heap[child]!]!) child++;
        if (times[heap[child]!]! >= time) break;
        this.#put(at, heap[child]!);
        at = child;
      }
    this.#put(at, cell);
  }

  #put(at: number, cell: number): void {
    this.#heap[at] = cell;
    this.#place[cell] = at;
  }
}
