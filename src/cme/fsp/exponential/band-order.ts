/** An order of states in which jumps lead to near numbers: Cuthill & McKee (ACM '69, doi 10.1145/800195.805928). */

export interface BandOrder {
  /** Place of each state, shape [n]. */
  readonly place: Int32Array;
  /** No jump leads further than this many places. */
  readonly width: number;
}

/** Jumps by target: those into state i come from `source[start[i]]` … `source[start[i + 1] − 1]`. */
export interface JumpList {
  readonly n: number;
  /** Shape [n + 1]. */
  readonly start: Int32Array;
  readonly source: Int32Array;
}

export function bandOrder({ n, start, source }: JumpList): BandOrder {
  const { at, near } = neighbours(n, start, source);
  const place = new Int32Array(n).fill(-1);
  const queue = new Int32Array(n);
  let placed = 0;
  const visit = (root: number): void => {
    let head = placed;
    place[root] = placed;
    queue[placed++] = root;
    while (head < placed) {
      const i = queue[head++]!;
      const fresh: number[] = [];
      for (let e = at[i]!; e < at[i + 1]!; e++) if (place[near[e]!] === -1) fresh.push(near[e]!);
      fresh.sort((a, b) => at[a + 1]! - at[a]! - (at[b + 1]! - at[b]!));
      for (const j of fresh)
        if (place[j] === -1) {
          place[j] = placed;
          queue[placed++] = j;
        }
    }
  };
  for (let i = 0; i < n; i++) {
    if (place[i] !== -1) continue;
    // From an end of the graph the levels are narrow: the last state reached is one, nearly.
    for (let turn = 0, root = i; turn < 3; turn++) {
      const first = placed;
      visit(root);
      if (turn === 2) break;
      root = queue[placed - 1]!;
      for (let k = first; k < placed; k++) place[queue[k]!] = -1;
      placed = first;
    }
  }
  let width = 0;
  for (let i = 0; i < n; i++)
    for (let e = start[i]!; e < start[i + 1]!; e++)
      width = Math.max(width, Math.abs(place[i]! - place[source[e]!]!));
  return { place, width };
}

/** Who jumps to whom, either way; near[at[i]] … near[at[i + 1]] are those of i. */
function neighbours(n: number, start: Int32Array, source: Int32Array): { at: Int32Array; near: Int32Array } {
  const at = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) {
    at[i + 1]! += start[i + 1]! - start[i]!;
    for (let e = start[i]!; e < start[i + 1]!; e++) at[source[e]! + 1]!++;
  }
  for (let i = 0; i < n; i++) at[i + 1]! += at[i]!;
  const near = new Int32Array(at[n]!);
  const fill = at.slice(0, n);
  for (let i = 0; i < n; i++)
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      near[fill[i]!++] = source[e]!;
      near[fill[source[e]!]!++] = i;
    }
  return { at, near };
}
