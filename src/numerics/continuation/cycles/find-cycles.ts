/** Stable cycles that do not come from a Hopf point of the range: by following the equations for long. */

import { type Frame, findEquilibria, isInside, isSame, sizesOf, spectrum } from '../equilibria.ts';
import type { CyclePoint } from './cycle-branch.ts';
import { CycleCurve } from './cycle-curve.ts';

/** How long it is followed: this many turns, or times of growth, of the equilibrium it starts beside. */
const turns = 40;
/** What is looked at of the second half of an orbit. */
const samples = 4000;

/**
 * Cycles that solutions come to, starting beside each unstable equilibrium and near the corners of the box.
 *
 * @returns a state on each, and its period, to about a thousandth
 */
export function findCycles(
  frame: Frame,
  parameter: number,
): Pick<CyclePoint, 'parameter' | 'period' | 'state'>[] {
  const { family, box } = frame;
  const curve = new CycleCurve(frame);
  const sizes = sizesOf(frame).subarray(0, family.size);
  const equilibria = findEquilibria(frame, [parameter]).map((state) => ({
    state,
    spectrum: spectrum(frame, state, [parameter]),
  }));
  const unstable = equilibria.filter((e) => e.spectrum[0]!.re > 0);
  if (family.size < 2 || unstable.length === 0) return [];
  const slowest = Math.min(...unstable.map((e) => Math.hypot(e.spectrum[0]!.re, e.spectrum[0]!.im)));
  const starts = [
    ...unstable.flatMap(({ state }) => [-0.02, 0.02].map((share) => beside(state, share, sizes))),
    ...[0.1, 0.9].map((share) => Float64Array.from(box, ([low, high]) => low + share * (high - low))),
  ].filter((state) => isInside(frame, state));
  const found: Pick<CyclePoint, 'parameter' | 'period' | 'state'>[] = [];
  for (const start of starts) {
    const time = (2 * Math.PI * turns) / slowest;
    const orbit = curve.orbit(start, time, parameter);
    if (!orbit || !isInside(wider(frame), orbit.state)) continue;
    if (equilibria.some(({ state }) => isSame(state, orbit.state, sizes, 1e-3))) continue;
    const cycle = recurring(orbit.at, time, sizes);
    if (cycle && !found.some((other) => Math.abs(other.period / cycle.period - 1) < 1e-3))
      found.push({ parameter, ...cycle });
  }
  return found;
}

function beside(state: Float64Array, share: number, sizes: Float64Array): Float64Array {
  return state.map((x, i) => x + share * sizes[i]!);
}

/** The box with as much again on each side. */
function wider(frame: Frame): Frame {
  const box = frame.box.map(([low, high]) => [2 * low - high, 2 * high - low] as const);
  return { ...frame, box };
}

/** When the variable that swings most last rose through its middle, and the time before; if it came back to where it was. */
function recurring(
  at: (t: number) => Float64Array,
  end: number,
  sizes: Float64Array,
): { period: number; state: Float64Array } | undefined {
  const times = Array.from({ length: samples }, (_, k) => (end / 2) * (1 + k / (samples - 1)));
  const states = times.map((t) => at(t).slice());
  const swing = Array.from(sizes, (size, i) => {
    const values = states.map((state) => state[i]!);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return { i, low, high, share: (high - low) / size };
  }).reduce((a, b) => (b.share > a.share ? b : a));
  if (swing.share < 1e-3) return undefined;
  const middle = (swing.low + swing.high) / 2;
  const rises: number[] = [];
  for (let k = 1; k < samples; k++) {
    const [a, b] = [states[k - 1]![swing.i]!, states[k]![swing.i]!];
    if (a < middle && b >= middle)
      rises.push(times[k - 1]! + ((middle - a) / (b - a)) * (times[k]! - times[k - 1]!));
  }
  const [last, before] = [rises.at(-1), rises.at(-2)];
  if (last === undefined || before === undefined) return undefined;
  const [state, again] = [at(before).slice(), at(last)];
  return isSame(state, again, sizes, 0.02) ? { period: last - before, state } : undefined;
}
