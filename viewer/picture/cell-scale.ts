/** Numbers to places on a colour map: the scales of the static figures, and two that have signs. */
import { type ColourScale, type ColourTick, linearScale, logScale } from '../../src/figures/colour-scale.ts';
import { shortNumber } from '../../src/figures/words.ts';

export type ScaleKind = 'linear' | 'log' | 'symlog';

export const scaleKinds: readonly ScaleKind[] = ['linear', 'log', 'symlog'];

/** As {@link ColourScale}, of any kind. */
export type CellScale = Pick<ColourScale, 'min' | 'max' | 'place' | 'ticks'>;

/** Least and greatest value of something; `min` ≤ `max`. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Up to here a symlog scale is about linear, in counts. */
const linearUpTo = 10;

/** Signs kept: linear around 0, logarithmic far from it. */
function symlogScale({ min, max }: Range): CellScale {
  const bent = (value: number) => Math.asinh(value / linearUpTo);
  const [low, high] = [bent(min), bent(max)];
  const place = (value: number) => Math.min(1, Math.max(0, (bent(value) - low) / (high - low) || 0));
  return { min, max, place, ticks: (count) => spaced(symlogMarks({ min, max }), place, count) };
}

function symlogMarks({ min, max }: Range): number[] {
  const sizes = Array.from({ length: 15 }, (_, i) => 10 ** (i + 1));
  const inner = linearUpTo / 2;
  const marks = [0, inner, -inner, ...sizes.flatMap((size) => [size, -size])];
  return marks.filter((value) => value >= min && value <= max);
}

/** Marks of decreasing importance, without those that would stand too close to one before them. */
function spaced(values: readonly number[], place: (value: number) => number, count: number): ColourTick[] {
  const ticks: ColourTick[] = [];
  for (const value of values) {
    const at = place(value);
    if (ticks.every((other) => Math.abs(other.at - at) >= 0.6 / count))
      ticks.push({ at, label: shortNumber(value) });
  }
  return ticks.sort((a, b) => a.at - b.at);
}

/**
 * The scale of a kind over a range. `log` is log(1 + x), so that zero has a place; where values are
 * negative it is a symlog.
 */
export function cellScale(kind: ScaleKind, { min, max }: Range): CellScale {
  const top = max > min ? max : min + 1;
  if (kind === 'linear') return linearScale(min, top);
  if (kind === 'log' && min >= 0) return logScale(Math.max(1, top));
  return symlogScale({ min, max: top });
}

/** 0 to the next round number; also downwards where values are negative. Changes rarely as a run goes on. */
export function roundRange({ min, max }: Range): Range {
  return { min: min < 0 ? -roundUp(-min) : 0, max: max > 0 ? roundUp(max) : min < 0 ? 0 : 1 };
}

/** As much to either side of 0, for differences. */
export function evenRange({ min, max }: Range): Range {
  const size = roundUp(Math.max(-min, max, 1));
  return { min: -size, max: size };
}

function roundUp(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10])
    if (value <= step * decade * (1 + 1e-12)) return step * decade;
  return 10 * decade;
}

/** The smallest range with both in it. */
export function joined(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Least and greatest of some numbers; what is no number does not count. Nothing: 0 to 0. */
export function rangeOf(values: ArrayLike<number>): Range {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}
