/** Some numbers at some frames, in the order of the frames, never more than a bound: the points of a chart. */

export class Track {
  readonly #most: number;
  #indices: number[] = [];
  #rows: (readonly number[])[] = [];
  /** Once there were too many points: only frames that are multiples of this are kept. */
  #stride = 1;

  /** @param most  points kept, at most */
  constructor(most: number) {
    this.#most = most;
  }

  get indices(): readonly number[] {
    return this.#indices;
  }

  /** Row of numbers at point `i`. */
  row(i: number): readonly number[] {
    return this.#rows[i]!;
  }

  /** Adds a point; one that is there already stays. Beyond the bound every other point goes. */
  add(index: number, row: readonly number[]): void {
    if (index % this.#stride !== 0) return;
    const at = this.#place(index);
    if (this.#indices[at] === index) return;
    this.#indices.splice(at, 0, index);
    this.#rows.splice(at, 0, row);
    while (this.#indices.length > this.#most) this.#thin();
  }

  /** Whether a point lies less than `reach` frames from frame `index`. */
  near(index: number, reach: number): boolean {
    const at = this.#place(index);
    const after = this.#indices[at];
    const before = this.#indices[at - 1];
    return (after !== undefined && after - index < reach) || (before !== undefined && index - before < reach);
  }

  /** Which points to show where there is room for `points`, evenly spaced, the last among them. */
  chosen(points: number): number[] {
    return evenly(this.#indices.length, points);
  }

  /** The first point at or behind a frame. */
  #place(index: number): number {
    let [low, high] = [0, this.#indices.length];
    if (high > 0 && this.#indices[high - 1]! < index) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#indices[middle]! < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #thin(): void {
    this.#stride *= 2;
    const kept = this.#indices.map((index) => index % this.#stride === 0);
    this.#rows = this.#rows.filter((_, i) => kept[i]);
    this.#indices = this.#indices.filter((_, i) => kept[i]);
  }
}

/** Every n-th of `length` entries and the last, no more than `points`; n is a power of two, so that charts that grow keep their points. */
export function evenly(length: number, points: number): number[] {
  let stride = 1;
  while (Math.ceil(length / stride) > Math.max(1, points - 1)) stride *= 2;
  const chosen: number[] = [];
  for (let i = 0; i < length; i += stride) chosen.push(i);
  if (length > 0 && chosen.at(-1) !== length - 1) chosen.push(length - 1);
  return chosen;
}
