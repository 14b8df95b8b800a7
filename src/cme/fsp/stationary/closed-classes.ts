/** Sets of states that lead to each other and to nowhere else: where a chain ends up. */
import type { Chain } from './chain.ts';

/**
 * The closed classes, each as numbers of states.
 *
 * Strongly connected components by Tarjan's algorithm (SIAM J. Comput. 1 (1972),
 * doi 10.1137/0201010), with a stack of its own: a chain can be millions of states deep.
 */
export function closedClasses({ n, start, source, value }: Chain): Int32Array[] {
  const component = new Int32Array(n).fill(-1);
  const order = new Int32Array(n).fill(-1);
  const low = new Int32Array(n);
  const edge = start.slice(0, n);
  const path: number[] = [];
  const open: number[] = [];
  let visited = 0;
  let components = 0;
  for (let root = 0; root < n; root++) {
    if (order[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const i = path.at(-1)!;
      if (order[i] === -1) {
        order[i] = low[i] = visited++;
        open.push(i);
      }
      let deeper = -1;
      for (; edge[i]! < start[i + 1]! && deeper < 0; edge[i]!++) {
        const e = edge[i]!;
        const j = source[e]!;
        if (value[e] === 0) continue;
        if (order[j] === -1) {
          // Seen again on the way back, to take over its `low`.
          deeper = j;
          break;
        }
        if (component[j] === -1) low[i] = Math.min(low[i]!, low[j]!);
      }
      if (deeper >= 0) {
        path.push(deeper);
        continue;
      }
      path.pop();
      if (low[i] !== order[i]) continue;
      for (let j = -1; j !== i; ) {
        j = open.pop()!;
        component[j] = components;
      }
      components++;
    }
  }
  const left = new Uint8Array(components);
  for (let i = 0; i < n; i++)
    for (let e = start[i]!; e < start[i + 1]!; e++)
      if (value[e]! > 0 && component[source[e]!] !== component[i]) left[component[source[e]!]!] = 1;
  const members = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const c = component[i]!;
    if (left[c] === 1) continue;
    const list = members.get(c);
    if (list) list.push(i);
    else members.set(c, [i]);
  }
  return [...members.values()].map((list) => Int32Array.from(list));
}
