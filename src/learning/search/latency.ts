/**
 * What a body costs in our own inference kernel, measured on this machine: microseconds per
 * row, one thread, the least of a few passes.
 */
import type { BuildBody } from '../../kernels/learned/bodies/body.ts';
import { addOperation } from '../../kernels/learned/cells/operations.ts';
import { type Operation, operations } from '../../kernels/learned/shape/shape.ts';
import { GraphBuilder } from '../../tensor/graph.ts';
import { openInference } from '../../tensor/inference/inference.ts';
import { initParams } from '../../tensor/initialise.ts';

/** Microseconds per row of each operation. */
export type CostTable = Readonly<Record<Operation, number>>;

/** Rows of a pass: as many as a kernel stages at a time. */
const rows = 240;
/** Passes, the first of which compiles; the shortest counts. */
const passes = 9;

/**
 * Microseconds per row of a body with random weights.
 *
 * @param now  a clock, ms
 */
export function bodyLatency(body: BuildBody, features: number, now = () => performance.now()): number {
  const g = new GraphBuilder();
  const graph = g.build({ out: body(g, g.input('features', features)) });
  const inference = openInference(graph, initParams(graph, 1));
  const inputs = { features: Float32Array.from({ length: rows * features }, (_, i) => Math.sin(i)) };
  const out = { out: new Float32Array(rows * inference.outputs.out!) };
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++) {
    const start = now();
    inference.run(inputs, rows, out);
    least = Math.min(least, now() - start);
  }
  return (1000 * least) / rows;
}

/** Operations in a row that are measured, less one: what goes in and out counts once. */
const repeats = 2;

/** Microseconds per row of each operation at a width; of `none` and `skip_connect` 0. */
export function latencyTable(width: number, now?: () => number): CostTable {
  const chain =
    (operation: Operation, length: number): BuildBody =>
    (g, features) => {
      let x = g.unary('neg', features);
      for (let k = 0; k < length; k++) x = addOperation(g, `${k}`, operation, x)!;
      return x;
    };
  const table = operations.map((operation) => {
    if (operation === 'none' || operation === 'skip_connect') return [operation, 0] as const;
    const [one, more] = [1, 1 + repeats].map((n) => bodyLatency(chain(operation, n), width, now));
    return [operation, Math.max(0, (more! - one!) / repeats)] as const;
  });
  return Object.fromEntries(table) as Record<Operation, number>;
}
