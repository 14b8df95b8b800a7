/**
 * The stationary law of a large chain by multilevel aggregation: Gauss–Seidel sweeps smooth
 * it, a chain of groups of states puts the groups right, and so on down to a chain small
 * enough to solve (Horton & Leutenegger, SIGMETRICS 1994, doi 10.1145/183018.183040).
 *
 * Slow exchange between far parts, which sweeps alone take forever to settle, is settled
 * on the coarse levels. All numbers stay non-negative.
 */
import { SolverError } from '../../../errors.ts';
import { type Chain, leaving } from './chain.ts';
import { anyOrder, eliminated } from './elimination.ts';

const smallest = 150;
const mostCycles = 2000;

/** One level down: the groups, and where each jump goes. */
interface Coarser {
  readonly chain: Chain;
  readonly group: Int32Array;
  /** Place of each jump in the coarse chain's `value`; −1 within a group. */
  readonly slot: Int32Array;
  readonly down: Level;
}

interface Level {
  readonly chain: Chain;
  /** Rate of leaving each state; brought up to date with `value`. */
  readonly out: Float64Array;
  readonly coarser: Coarser | undefined;
}

/**
 * @param chain      irreducible
 * @param guess      a law to start from, shape [n]; entries may be 0
 * @param tolerance  Σ|inflow − outflow| allowed, as a share of all flow
 * @throws SolverError where it does not get there
 */
export function multilevelStationary(
  where: string,
  chain: Chain,
  guess: Float64Array,
  tolerance = 1e-13,
): Float64Array {
  if (chain.n <= smallest) return eliminated(chain, anyOrder(chain.n));
  const law = guess.slice();
  const out = leaving(chain);
  for (let sweep = 0; sweep < 20; sweep++) smooth(chain, out, law, sweep % 2 === 0);
  normalise(law);
  let top = coarsen({ chain, out, coarser: undefined }, law);
  let best = Number.POSITIVE_INFINITY;
  let stuck = 0;
  for (let cycle = 1; cycle <= mostCycles; cycle++) {
    solve(top, law);
    normalise(law);
    const off = imbalance(chain, out, law);
    if (off <= tolerance) return law;
    stuck = off < 0.9 * best ? 0 : stuck + 1;
    best = Math.min(best, off);
    // Rounding ends progress, at a level that the sums of the largest flows set.
    if (stuck >= 20 && best < 100 * tolerance) return law;
    if (stuck >= 60) break;
    // Groups made for an early guess need not suit the law found since.
    if (cycle === 5 || cycle % 50 === 0) top = coarsen({ chain, out, coarser: undefined }, law);
  }
  throw new SolverError(
    where,
    `the stationary law is still ${best.toExponential(1)} out of balance when it stops getting better`,
    'Solve for a late time instead, or set tighter `limits`.',
    { states: chain.n },
  );
}

/** A sweep of Gauss–Seidel: every state takes the mass that its inflow can hold up. */
function smooth({ n, start, source, value }: Chain, out: Float64Array, law: Float64Array, forward: boolean) {
  for (let k = 0; k < n; k++) {
    const i = forward ? k : n - 1 - k;
    let inflow = 0;
    for (let e = start[i]!; e < start[i + 1]!; e++) inflow += value[e]! * law[source[e]!]!;
    if (out[i]! > 0) law[i] = inflow / out[i]!;
  }
}

function imbalance({ n, start, source, value }: Chain, out: Float64Array, law: Float64Array): number {
  let off = 0;
  let flow = 0;
  for (let i = 0; i < n; i++) {
    let inflow = 0;
    for (let e = start[i]!; e < start[i + 1]!; e++) inflow += value[e]! * law[source[e]!]!;
    off += Math.abs(inflow - out[i]! * law[i]!);
    flow += inflow;
  }
  return off / flow;
}

function normalise(law: Float64Array): void {
  let total = 0;
  for (let i = 0; i < law.length; i++) total += law[i]!;
  for (let i = 0; i < law.length; i++) law[i]! /= total;
}

/** One cycle from this level down, twice on each coarser level, in place. */
function solve({ chain, out, coarser }: Level, law: Float64Array): void {
  if (!coarser) {
    law.set(eliminated(chain, anyOrder(chain.n)));
    return;
  }
  smooth(chain, out, law, true);
  const { group, slot, down } = coarser;
  const mass = new Float64Array(down.chain.n);
  for (let i = 0; i < chain.n; i++) mass[group[i]!]! += law[i]!;
  down.chain.value.fill(0);
  for (let e = 0; e < slot.length; e++) {
    const to = slot[e]!;
    if (to < 0) continue;
    const from = chain.source[e]!;
    const held = mass[group[from]!]!;
    // A group too light to count lets its jumps go at their own rate.
    down.chain.value[to]! += held > 0 ? chain.value[e]! * (law[from]! / held) : chain.value[e]!;
  }
  down.out.set(leaving(down.chain));
  const better = mass.slice();
  for (let turn = 0; turn < (down.coarser ? 2 : 1); turn++) solve(down, better);
  let total = 0;
  let before = 0;
  for (let g = 0; g < mass.length; g++) {
    total += better[g]!;
    before += mass[g]!;
  }
  for (let i = 0; i < chain.n; i++) {
    const held = mass[group[i]!]!;
    if (held > 0) law[i]! *= (better[group[i]!]! / held) * (before / total);
  }
  smooth(chain, out, law, false);
}

/** All levels below, in groups of up to four that exchange most. */
function coarsen(level: Level, law: Float64Array): Level {
  const { chain } = level;
  if (chain.n <= smallest) return level;
  const pairs = pairUp(chain, law);
  const first = grouped(chain, pairs.group, pairs.groups, law);
  const again = pairUp(first.chain, first.mass);
  const group = pairs.group.map((g) => again.group[g]!);
  const { chain: coarse, slot, mass } = grouped(chain, group, again.groups, law);
  if (coarse.n > 0.9 * chain.n) return level;
  const down = coarsen({ chain: coarse, out: leaving(coarse), coarser: undefined }, mass);
  return { ...level, coarser: { chain: coarse, group, slot, down } };
}

/** Each state with the free neighbour from which most flows to it. */
function pairUp(
  { n, start, source, value }: Chain,
  law: Float64Array,
): { group: Int32Array; groups: number } {
  const group = new Int32Array(n).fill(-1);
  let groups = 0;
  for (let i = 0; i < n; i++) {
    if (group[i] !== -1) continue;
    let mate = -1;
    let most = -1;
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const flow = value[e]! * law[source[e]!]!;
      if (group[source[e]!] === -1 && source[e] !== i && flow > most) [mate, most] = [source[e]!, flow];
    }
    group[i] = groups;
    if (mate >= 0) group[mate] = groups;
    groups++;
  }
  return { group, groups };
}

/** The chain of groups under a law, and where each jump of the chain went. */
function grouped(
  { n, start, source, value }: Chain,
  group: Int32Array,
  groups: number,
  law: Float64Array,
): { chain: Chain; slot: Int32Array; mass: Float64Array } {
  const mass = new Float64Array(groups);
  for (let i = 0; i < n; i++) mass[group[i]!]! += law[i]!;
  // States by group, so that a group's jumps are made together.
  const at = new Int32Array(groups + 1);
  for (let i = 0; i < n; i++) at[group[i]! + 1]!++;
  for (let g = 0; g < groups; g++) at[g + 1]! += at[g]!;
  const member = new Int32Array(n);
  const fill = at.slice(0, groups);
  for (let i = 0; i < n; i++) member[fill[group[i]!]!++] = i;
  const slot = new Int32Array(source.length).fill(-1);
  const place = new Int32Array(groups).fill(-1);
  const starts = new Int32Array(groups + 1);
  const sources: number[] = [];
  const values: number[] = [];
  for (let g = 0; g < groups; g++) {
    const first = sources.length;
    for (let m = at[g]!; m < at[g + 1]!; m++)
      for (let i = member[m]!, e = start[i]!; e < start[i + 1]!; e++) {
        const from = group[source[e]!]!;
        if (from === g) continue;
        if (place[from]! < first) {
          place[from] = sources.length;
          sources.push(from);
          values.push(0);
        }
        slot[e] = place[from]!;
        if (mass[from]! > 0) values[place[from]!]! += (value[e]! * law[source[e]!]!) / mass[from]!;
      }
    starts[g + 1] = sources.length;
  }
  const chain: Chain = {
    n: groups,
    start: starts,
    source: Int32Array.from(sources),
    value: Float64Array.from(values),
  };
  return { chain, slot, mass };
}
