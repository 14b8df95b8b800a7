/** Rows of an array elsewhere, to and from a gathered copy. */

type Numbers = Int32Array | Float64Array;

/** Copies `n` rows of `width`, the `from`-th of the call and those after it, to the start of `to`. */
export function gather(
  source: Numbers,
  width: number,
  rows: Uint32Array | undefined,
  from: number,
  n: number,
  to: Numbers,
): void {
  if (!rows) {
    to.set(source.subarray(from * width, (from + n) * width));
    return;
  }
  for (let i = 0; i < n; i++) {
    const row = rows[from + i]! * width;
    for (let k = 0; k < width; k++) to[i * width + k] = source[row + k]!;
  }
}

/** The way back of {@link gather}. */
export function scatter(
  source: Numbers,
  width: number,
  rows: Uint32Array | undefined,
  from: number,
  n: number,
  to: Numbers,
): void {
  if (!rows) {
    to.set(source.subarray(0, n * width), from * width);
    return;
  }
  for (let i = 0; i < n; i++) {
    const row = rows[from + i]! * width;
    for (let k = 0; k < width; k++) to[row + k] = source[i * width + k]!;
  }
}
