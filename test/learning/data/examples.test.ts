import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/kernels/learned/bodies/body.ts';
import { gaussianTrainingGraph } from '../../../src/kernels/learned/heads/gaussian/graph.ts';
import { rowHistory } from '../../../src/kernels/learned/row-history.ts';
import { recurrent } from '../../../src/kernels/specs.ts';
import { openSsa } from '../../../src/kernels/ssa.ts';
import { examplesOf } from '../../../src/learning/data/examples.ts';
import { drawTransitions } from '../../../src/learning/data/transitions.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { openGaussian, randomGaussian } from '../../kernels/learned/random-gaussian.ts';
import { moments } from '../../support/gap.ts';
import { birthDeath } from '../../support/networks.ts';

const { network } = birthDeath;
const past = 3;
const dt = 0.5;

async function draw(rows: number, each: number) {
  const starts = {
    rows,
    counts: Int32Array.from({ length: rows }, (_, i) => 40 + (i % 7)),
    rates: Float64Array.from({ length: 2 * rows }, (_, i) => birthDeath.rates[i % 2]!),
  };
  const ssa = await openSsa({ network });
  return {
    starts,
    data: drawTransitions(starts, { network, ssa, dt, seed: 1, each, events: 'any', set: 0, past }),
  };
}

describe('transitions of a kernel that looks back', () => {
  test('have the states of the steps before, from the start on', async () => {
    const { starts, data } = await draw(4000, 1);
    expect(data.past!.length).toBe(4000 * (past - 1));
    for (let r = 0; r < data.rows; r++) expect(data.past![2 * r]).toBe(starts.counts[data.start[r]!]);
    // Each step halves what is left above 10 by e^−dt. 6.5 standard errors: false alarm below 1e-9.
    const kept = Math.exp(-dt);
    const column = (values: Int32Array, first: number, stride: number) =>
      Int32Array.from({ length: data.rows }, (_, r) => values[first + r * stride]!);
    const chain = [column(data.past!, 0, 2), column(data.past!, 1, 2), data.before, data.after];
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      const off = (share: number): number => {
        const rest = moments(
          Float64Array.from(chain[to]!, (n, r) => n - 10 - share * (chain[from]![r]! - 10)),
        );
        return Math.abs(rest.mean) / rest.meanError;
      };
      expect(off(kept)).toBeLessThan(6.5);
      // Control: a death rate 10 % higher.
      expect(off(Math.exp(-1.1 * dt))).toBeGreaterThan(6.5);
    }
  });

  test('are read by the training graph as the kernel reads its history', async () => {
    const { data } = await draw(20, 2);
    const abstraction = randomGaussian(network, {
      rates: birthDeath.rates,
      body: recurrent({ hidden: 5 }),
      past,
      unit: 2000,
      wild: 2,
    });
    if (abstraction.shape.head.kind !== 'gaussian') throw new Error('another head');
    const { columns, rows } = examplesOf(network, abstraction, data);
    const graph = gaussianTrainingGraph(bodyOf(abstraction, 1), past, abstraction.shape.head, 1);
    const { loss } = evaluate(graph, rows, columns, abstraction.weights, ['loss']);
    const kernel = await openGaussian(network, abstraction);
    const law = (counts: Int32Array): number => {
      const history = { ...rowHistory(rows, 1, past), counts };
      const log = new Float64Array(rows);
      kernel.logProb(data.before, data.after, Float64Array.from(birthDeath.rates), dt, log, history);
      // A box of one molecule holds density / unit.
      return -log.reduce((sum, v, r) => sum + v * columns.weight![r]!, 0) / rows - Math.log(2000);
    };
    expect(loss!.data[0]!).toBeCloseTo(law(data.past!), 3);
    expect(Math.abs(loss!.data[0]! - law(data.past!.map((n) => n + 500)))).toBeGreaterThan(0.01);
  });
});
