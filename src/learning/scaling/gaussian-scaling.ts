/** How the published head scales what it reads and predicts. */
import type { GaussianScaling } from '../../kernels/abstraction.ts';
import { leastPositive } from '../../kernels/learned/heads/gaussian/graph.ts';
import type { Transitions } from '../data/examples.ts';
import type { ScalingJob } from '../scaling.ts';
import { columnMoments } from './columns.ts';

/**
 * By the head's scaler, over all states before and after a step, and the rates among the
 * inputs: `min-max` takes least and greatest to 1e-9 and 1, `standard` mean and standard
 * deviation to 0 and 1. Columns that never vary have a unit of 1.
 */
export function gaussianScaling(
  { network, shape, domain }: ScalingJob,
  { before, after, rates }: Transitions,
): GaussianScaling {
  const standard = shape.head.kind === 'gaussian' && shape.head.scaler === 'standard';
  const inputs = shape.rateInputs.map((name) => network.rates.indexOf(name));
  const columns = standard
    ? [...standardised([before, after], network.species.length), ...inputs.map(standardRate)]
    : [...spans([before, after], network.species.length), ...inputs.map((r) => span(...domain.rates[r]!))];
  return { head: 'gaussian', origin: columns.map(([from]) => from), unit: columns.map(([, unit]) => unit) };

  function standardRate(r: number): [number, number] {
    return standardised([rates.filter((_, i) => i % network.rates.length === r)], 1)[0]!;
  }
}

/** Mean and standard deviation of each column. */
function standardised(parts: readonly ArrayLike<number>[], width: number): [number, number][] {
  const each = parts.map((values) => columnMoments(values, width));
  return Array.from({ length: width }, (_, i) => {
    const mean = each.reduce((sum, part) => sum + part.mean[i]!, 0) / each.length;
    const square = each.reduce((sum, part) => sum + part.rms[i]! ** 2, 0) / each.length;
    const sd = Math.sqrt(Math.max(square - mean ** 2, 0));
    return [mean, sd > 1e-9 * Math.abs(mean) ? sd : 1];
  });
}

/** Origin and unit of each column, by its least and greatest number. */
function spans(parts: readonly ArrayLike<number>[], width: number): [number, number][] {
  const low = new Array<number>(width).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(width).fill(Number.NEGATIVE_INFINITY);
  for (const values of parts)
    for (let i = 0; i < values.length; i++) {
      low[i % width] = Math.min(low[i % width]!, values[i]!);
      high[i % width] = Math.max(high[i % width]!, values[i]!);
    }
  return low.map((least, i) => span(least, high[i]!));
}

function span(low: number, high: number): [number, number] {
  const unit = high > low ? (high - low) / (1 - leastPositive) : 1;
  return [low - leastPositive * unit, unit];
}
