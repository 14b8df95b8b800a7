/** Sets of points with what the field should be there, put together. */
import { ScenarioError } from '../../../errors.ts';
import type { Targets } from '../field/loss.ts';

/** Points of several sets, one after the other; each keeps its weights, 1 where it has none. @throws ScenarioError */
export function joinTargets(parts: readonly Targets[]): Targets {
  const rows = parts.reduce((n, part) => n + part.rows, 0);
  for (const key of ['x', 'lambda', 'target'] as const) {
    const widths = new Set(parts.map((part) => part[key].length / part.rows));
    if (widths.size > 1)
      throw new ScenarioError(
        'joinTargets',
        `sets whose \`${key}\` have ${[...widths].join(' and ')} columns`,
        'Give sets for models of one shape; `withParameters` adds the parameters.',
      );
  }
  const weight = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    weight.fill(1, at, at + part.rows);
    if (part.weight) weight.set(part.weight, at);
    at += part.rows;
  }
  const column = (key: 'x' | 'lambda' | 'target') => concat(parts.map((part) => part[key]));
  return { rows, x: column('x'), lambda: column('lambda'), target: column('target'), weight };
}

/** The same points, all at one set of parameters: the code of this field among several. */
export function withParameters(data: Targets, parameters: readonly number[]): Targets {
  const lambda = Float64Array.from(
    { length: data.rows * parameters.length },
    (_, i) => parameters[i % parameters.length]!,
  );
  return { ...data, lambda };
}

/** The same points with weights that sum to `total`: what this set counts in a mixture. */
export function weighing(data: Targets, total: number): Targets {
  const weight = data.weight ?? new Float64Array(data.rows).fill(1);
  const sum = weight.reduce((a, b) => a + b, 0);
  return { ...data, weight: weight.map((one) => (one * total) / sum) };
}

/** Every k-th point, from the first on. */
export function thinned(data: Targets, k: number): Targets {
  const rows = Math.ceil(data.rows / k);
  const every = (values: Float64Array) => {
    const width = values.length / data.rows;
    return Float64Array.from(
      { length: rows * width },
      (_, i) => values[Math.floor(i / width) * k * width + (i % width)]!,
    );
  };
  const { x, lambda, target, weight } = data;
  const fewer = { rows, x: every(x), lambda: every(lambda), target: every(target) };
  return weight ? { ...fewer, weight: every(weight) } : fewer;
}

function concat(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
