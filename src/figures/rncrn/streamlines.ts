/** Lines along a vector field in the plane, about evenly spaced: none begins or goes on where another has been. */

export type Field = (x: number, y: number) => readonly [number, number];

export interface PlaneBox {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** Points in the units of the box, shape [points, 2], along the field. */
export type Streamline = Float64Array;

/** Cells along each side; a cell holds one line. */
const cells = 22;
/** Length of a step, and greatest and least length of a line, in sides of the box. */
const [step, longest, shortest] = [0.004, 1.2, 0.09];

/** Lines from the middles of all cells, the outermost first, so that what flows in is drawn whole. */
export function streamlines(field: Field, { x, y }: PlaneBox): Streamline[] {
  const [width, height] = [x[1] - x[0], y[1] - y[0]];
  const taken = new Int32Array(cells * cells);
  /** Direction in units of the box, of length 1; undefined where the field is 0 or no number. */
  const direction = (u: number, v: number): readonly [number, number] | undefined => {
    const [a, b] = field(x[0] + u * width, y[0] + v * height);
    const [p, q] = [a / width, b / height];
    const size = Math.hypot(p, q);
    return size > 0 && Number.isFinite(size) ? [p / size, q / size] : undefined;
  };
  const lines: Streamline[] = [];
  for (const [i, j] of seeds()) {
    if (taken[j * cells + i]) continue;
    const own = lines.length + 1;
    const from: [number, number] = [(i + 0.5) / cells, (j + 0.5) / cells];
    const visited: number[] = [];
    const ahead = followed(direction, from, 1, taken, own, visited);
    const behind = followed(direction, from, -1, taken, own, visited);
    if ((ahead.length + behind.length) * step < shortest) {
      for (const cell of visited) taken[cell] = 0;
      continue;
    }
    const all = [...behind.reverse(), from, ...ahead];
    lines.push(Float64Array.from(all.flatMap(([u, v]) => [x[0] + u * width, y[0] + v * height])));
  }
  return lines;
}

function seeds(): [number, number][] {
  const all = Array.from({ length: cells * cells }, (_, k): [number, number] => [
    k % cells,
    Math.floor(k / cells),
  ]);
  const ring = ([i, j]: [number, number]): number => Math.min(i, j, cells - 1 - i, cells - 1 - j);
  return all.sort((a, b) => ring(a) - ring(b));
}

function followed(
  direction: (u: number, v: number) => readonly [number, number] | undefined,
  from: readonly [number, number],
  sign: 1 | -1,
  taken: Int32Array,
  own: number,
  visited: number[],
): [number, number][] {
  const points: [number, number][] = [];
  let [u, v] = from;
  let cell = -1;
  for (let k = 0; k * step < longest / 2; k++) {
    const first = direction(u, v);
    if (!first) break;
    // The rule of the middle: half a step shows the way of the whole.
    const middle = direction(u + (sign * step * first[0]) / 2, v + (sign * step * first[1]) / 2);
    if (!middle) break;
    [u, v] = [u + sign * step * middle[0], v + sign * step * middle[1]];
    if (u < 0 || u > 1 || v < 0 || v > 1) break;
    const here =
      Math.min(cells - 1, Math.floor(v * cells)) * cells + Math.min(cells - 1, Math.floor(u * cells));
    if (here !== cell) {
      // Back in a cell of its own the line turns round and round.
      if (taken[here] && (taken[here] !== own || points.length > 2 / (step * cells))) break;
      cell = here;
      if (!taken[here]) visited.push(here);
      taken[here] = own;
    }
    points.push([u, v]);
  }
  return points;
}
