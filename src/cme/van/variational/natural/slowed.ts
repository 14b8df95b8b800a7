/**
 * Only differences of logits count, so that a rare class can be raised by itself or by lowering the common
 * one, which raises all others with it, those too that no batch ever has: step after step they would come
 * up from nothing. So a class moves the less the more draws have it, in a natural gradient by a metric
 * of its own: slopes times the root of its factor, and moves times the factor.
 */
import { paramLayout } from '../../../../tensor/graph.ts';
import type { Factors } from '../../../../tensor/row-gradients/factored.ts';
import type { VanModel } from '../../model/model.ts';

/** One parameter of the logits of a variable that has its own. */
export interface Slowed {
  readonly node: number;
  readonly offset: number;
  readonly rows: number;
  /** Of each class, from 1 where no draw has it to 0 where all have; shape [classes]. */
  readonly factor: Float64Array;
}

/** @param counts  of the variables, draws of the network, shape [draws, variables] */
export function slowed({ graph, variables }: VanModel, counts: Int32Array): Slowed[] {
  const { classes } = variables;
  const { params } = paramLayout(graph);
  return classes.flatMap((n, i) => {
    const held = new Float64Array(n);
    for (let at = i; at < counts.length; at += classes.length) held[counts[at]!]!++;
    const factor = held.map((many) => 1 - (many * classes.length) / counts.length);
    const own = params.filter(({ name }) => name === `${i}/logits/weights` || name === `${i}/logits/bias`);
    return own.map(({ node, offset, rows }) => ({ node, offset, rows, factor }));
  });
}

/** Slopes of such a parameter. */
export function slowedSlopes({ x, delta: { width, data } }: Factors, { factor }: Slowed): Factors {
  const root = factor.map(Math.sqrt);
  return { x, delta: { width, data: data.map((v, k) => v * root[k % width]!) } };
}

/** Multiplies what all parameters have, of shape [rows, parameters], in place. */
export function slowAll(
  values: Float32Array | Float64Array,
  parameters: number,
  all: readonly Slowed[],
  by: (factor: number) => number,
): void {
  for (const { offset, rows, factor } of all) {
    const times = factor.map(by);
    const size = rows * times.length;
    for (let from = offset; from < values.length; from += parameters)
      for (let k = 0; k < size; k++) values[from + k]! *= times[k % times.length]!;
  }
}
