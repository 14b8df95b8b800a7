/**
 * The stationary law of a chain directly, by the elimination of Grassmann, Taksar & Heyman
 * (Oper. Res. 33 (1985), doi 10.1287/opre.33.5.1107) in a band: it never subtracts, so that
 * every entry is good to a few roundings however slow the chain is.
 */
import type { BandOrder } from '../exponential/band-order.ts';
import type { Chain } from './chain.ts';

/** The order that keeps all states where they are. */
export function anyOrder(n: number): BandOrder {
  return { place: Int32Array.from({ length: n }, (_, i) => i), width: n - 1 };
}

/**
 * @param chain  irreducible
 * @param order  costs n·width² multiply-adds and 8·n·(2·width + 1) bytes
 */
export function eliminated({ n, start, source, value }: Chain, { place, width }: BandOrder): Float64Array {
  const row = 2 * width + 1;
  // From place k to place j at k · row + j − k + width.
  const rate = new Float64Array(n * row);
  for (let to = 0; to < n; to++)
    for (let e = start[to]!; e < start[to + 1]!; e++) {
      const k = place[source[e]!]!;
      rate[k * row + place[to]! - k + width]! += value[e]!;
    }
  for (let k = n - 1; k > 0; k--) {
    const first = Math.max(0, k - width);
    const from = k * row + width - k;
    let out = 0;
    for (let j = first; j < k; j++) out += rate[from + j]!;
    for (let i = first; i < k; i++) {
      const to = i * row + width - i;
      const share = rate[to + k]! / out;
      rate[to + k] = share;
      if (share !== 0) for (let j = first; j < k; j++) rate[to + j]! += share * rate[from + j]!;
    }
  }
  const mass = new Float64Array(n);
  mass[0] = 1;
  for (let k = 1; k < n; k++) {
    for (let i = Math.max(0, k - width); i < k; i++) mass[k]! += mass[i]! * rate[i * row + k - i + width]!;
    // The first state may be the least likely by far.
    if (mass[k]! > 1e200) for (let i = 0; i <= k; i++) mass[i]! *= 1e-200;
  }
  const total = mass.reduce((a, b) => a + b, 0);
  return Float64Array.from({ length: n }, (_, i) => mass[place[i]!]! / total);
}
