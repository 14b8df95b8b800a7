import { describe, expect, test } from 'vitest';
import { crn } from '../../../../../src/crn/crn.ts';
import type { Network } from '../../../../../src/crn/network.ts';
import type { Abstraction } from '../../../../../src/kernels/abstraction.ts';
import type { LawKernel } from '../../../../../src/kernels/kernel.ts';
import { FewEvents } from '../../../../../src/kernels/learned/heads/integer/few-events.ts';
import { openLearned } from '../../../../../src/kernels/learned.ts';
import { learnedSpec } from '../../../../../src/kernels/specs.ts';
import { openSsa } from '../../../../../src/kernels/ssa.ts';
import { examplesOf, outcomesOf } from '../../../../../src/learning/data/examples.ts';
import { trainingGraph } from '../../../../../src/learning/job/graph.ts';
import { evaluate } from '../../../../../src/tensor/evaluate.ts';
import { openTfjs } from '../../../../../src/tensor/tfjs/machine.ts';
import { band } from '../../../../support/gap.ts';
import { finiteGradient, largestError } from '../../../../support/graph-oracle.ts';
import { bees, birthDeath, type Model, sir } from '../../../../support/networks.ts';
import { randomAbstraction } from '../../random-abstraction.ts';

const open = (network: Network, abstraction: Abstraction): Promise<LawKernel> =>
  openLearned(learnedSpec({ ...abstraction.shape, outside: 'learned' }), { network, abstraction });

const parity: Model = {
  network: crn('0 -> 2 A @ a\nA + B -> 2 B @ b\n2 B -> 0 @ c'),
  rates: [1, 0.3, 0.2],
  start: [3, 1],
};

/** Every state of a box. */
function box(sides: readonly number[]): Int32Array {
  const states: number[][] = sides.reduce<number[][]>(
    (all, side) => all.flatMap((x) => Array.from({ length: side }, (_, n) => [...x, n])),
    [[]],
  );
  return Int32Array.from(states.flat());
}

/** Probabilities of every state of a box after one step from `from`. */
async function lawOver(
  kernel: LawKernel,
  from: readonly number[],
  states: Int32Array,
  rates: readonly number[],
) {
  const n = from.length;
  const before = states.map((_, i) => from[i % n]!);
  const out = new Float64Array(states.length / n);
  kernel.logProb(before, states, Float64Array.from(rates), 0.5, out);
  return out.map(Math.exp);
}

const cases = [
  { name: 'birth and death', model: birthDeath, from: [5], sides: [400] },
  { name: 'sir', model: sir, from: [4, 3, 1], sides: [9, 9, 9] },
  { name: 'pairs and parity', model: parity, from: [3, 1], sides: [160, 160] },
  { name: 'bees', model: bees, from: [3, 2, 1, 3], sides: [7, 7, 7, 60] },
  { name: 'bees, some species gone', model: bees, from: [0, 5, 0, 6], sides: [7, 7, 7, 60] },
];

const heads = ['counts', 'van'] as const;

describe.each(heads.flatMap((head) => cases.map((of) => ({ head, ...of }))))(
  '$head: the law of $name, with random weights',
  ({ head: kind, model, from, sides }) => {
    const { network, rates } = model;

    test.each([
      { anchor: 'stay', basis: 'directions' },
      { anchor: 'change', basis: 'directions' },
      { anchor: 'linear', basis: 'directions' },
      { anchor: 'linear', basis: 'echelon' },
    ] as const)('sums to 1 over the support (anchor $anchor, basis $basis)', async (choice) => {
      // So that next to nothing lies beyond the box.
      const wild = kind === 'van' ? 0.8 : 1.2;
      for (const seed of [1, 2]) {
        const kernel = await open(
          network,
          randomAbstraction(network, { head: kind, rates, seed, wild, ...choice }),
        );
        const law = await lawOver(kernel, from, box(sides), rates);
        expect(Math.abs(law.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-9);
      }
    });

    test('is what samples follow; control: another kernel is caught', async () => {
      const states = box(sides);
      const rows = 20_000;
      const chance = 1e-9;
      // Of coordinates that are counted, a van's decoder is told more.
      const anchor = kind === 'van' ? 'stay' : 'change';
      const drawn = async (seed: number): Promise<Float64Array> => {
        const kernel = await open(
          network,
          randomAbstraction(network, { head: kind, rates, seed, wild: 2, anchor }),
        );
        const counts = Int32Array.from({ length: rows * from.length }, (_, i) => from[i % from.length]!);
        kernel.step(counts, Float64Array.from(rates), 0, 0.5, { seed: 5, step: 0, firstAgent: 0 });
        const shares = new Map<string, number>();
        for (let r = 0; r < rows; r++) {
          const key = counts.subarray(r * from.length, (r + 1) * from.length).join();
          shares.set(key, (shares.get(key) ?? 0) + 1 / rows);
        }
        return Float64Array.from(
          { length: states.length / from.length },
          (_, i) => shares.get(states.subarray(i * from.length, (i + 1) * from.length).join()) ?? 0,
        );
      };
      const kernel = await open(
        network,
        randomAbstraction(network, { head: kind, rates, seed: 1, wild: 2, anchor }),
      );
      const law = await lawOver(kernel, from, states, rates);
      const gap = (shares: Float64Array): number => {
        let sum = 0;
        let most = 0;
        shares.forEach((share, i) => {
          sum += share - law[i]!;
          most = Math.max(most, Math.abs(sum));
        });
        return most;
      };
      // The order of the states is fixed, so the cumulative law over them obeys the DKW band.
      expect(gap(await drawn(1))).toBeLessThan(band(rows, chance));
      expect(gap(await drawn(2))).toBeGreaterThan(band(rows, chance));
    });

    test('the training graph has the same loss as the law', async () => {
      const abstraction = randomAbstraction(network, { head: kind, rates, seed: 4, wild: 1 });
      const kernel = await open(network, abstraction);
      const rows = 40;
      const n = from.length;
      const before = Int32Array.from({ length: rows * n }, (_, i) => from[i % n]!);
      const after = before.slice();
      const all = Float64Array.from(rates);
      for (let step = 0; step < 2; step++) kernel.step(after, all, 0, 0.5, { seed: 9, step, firstAgent: 0 });
      const start = new Uint32Array(rows).map((_, r) => Math.floor(r / 20));
      const weight = new Float32Array(rows).fill(1 / 20);
      const dt = new Float64Array(rows).fill(0.5);
      const data = { rows, start, weight, before, after, rates: all, dt };
      const examples = examplesOf(network, abstraction, data);
      const graph = trainingGraph(network, abstraction);
      // Twenty outcomes fill one example and a part of the next, or five.
      expect(examples.rows).toBe(2 * Math.ceil(20 / outcomesOf(abstraction.shape.head)));

      const total = new Float64Array(rows);
      kernel.logProb(before, after, all, 0.5, total);
      const few = new FewEvents(network);
      few.propensities(before, 0, all, 0);
      few.solve(before, 0, all, 0, 0.5);
      // Takes the exact part out of the law again, by its definition.
      let expected = 0;
      for (let r = 0; r < rows; r++) {
        const move = Array.from({ length: n }, (_, s) => after[r * n + s]! - before[r * n + s]!);
        let exact = move.every((v) => v === 0) ? few.none : 0;
        network.reactions.forEach(({ change }, k) => {
          if (move.every((v, s) => v === (change.find((c) => c.species === s)?.count ?? 0)))
            exact += few.one[k]!;
        });
        expected -= Math.log((Math.exp(total[r]!) - exact) / few.rest) / rows;
      }
      const loss = evaluate(graph, examples.rows, examples.columns, Float64Array.from(abstraction.weights), [
        'loss',
      ]).loss!.data[0]!;
      expect(loss).toBeCloseTo(expected, 4);
    });
  },
);

test.each(heads)('%s: a machine finds the gradient of the training graph', async (kind) => {
  const { network, rates } = bees;
  const abstraction = randomAbstraction(network, {
    head: kind,
    rates,
    seed: 4,
    wild: 1,
    hidden: [3],
    mixtures: 2,
  });
  const graph = trainingGraph(network, abstraction);
  const before = Int32Array.from({ length: 12 * 4 }, (_, i) => [3, 2, 1, 3][i % 4]!);
  const after = before.slice();
  const all = Float64Array.from(rates);
  (await openSsa({ network })).step(after, all, 0, 2, { seed: 1, step: 0, firstAgent: 0 });
  const start = Uint32Array.from({ length: 12 }, (_, r) => Math.floor(r / 4));
  const weight = new Float32Array(12).fill(0.25);
  const dt = new Float64Array(12).fill(abstraction.dt);
  const data = { rows: 12, start, weight, before, after, rates: all, dt };
  const { rows, columns } = examplesOf(network, abstraction, data);
  const machine = await openTfjs(graph, { backend: 'cpu' });
  machine.setParams(abstraction.weights);
  const { gradient } = await machine.lossAndGradient(rows, columns);
  machine.dispose();
  expect(largestError(gradient, finiteGradient(graph, rows, columns, abstraction.weights))).toBeLessThan(
    1e-3,
  );
});

test.each(heads)(
  '%s: any step from anywhere keeps the conservation laws and makes no negative count',
  async (head) => {
    const { network, rates } = bees;
    const kernel = await open(network, randomAbstraction(network, { head, rates, wild: 10 }));
    const counts = Int32Array.from({ length: 4 * 2000 }, (_, i) => (i * 7919) % (i % 3 === 0 ? 4 : 31));
    const total = (x: Int32Array, r: number) => x[4 * r]! + x[4 * r + 1]! + x[4 * r + 2]!;
    const before = counts.slice();
    for (let step = 0; step < 20; step++)
      kernel.step(counts, Float64Array.from(rates), 0, 0.5, { seed: 1, step, firstAgent: 0 });
    expect(counts.every((n) => n >= 0)).toBe(true);
    for (let r = 0; r < 2000; r++) expect(total(counts, r)).toBe(total(before, r));
    expect(counts).not.toEqual(before);
  },
);

test.each(heads)(
  '%s: absorbing states stay, and no moves out of the support have a probability',
  async (head) => {
    const { network, rates } = bees;
    const kernel = await open(network, randomAbstraction(network, { head, rates }));
    const counts = Int32Array.from([10, 0, 3, 0, 0, 0, 0, 0]);
    kernel.step(counts, Float64Array.from(rates), 0, 0.5, { seed: 1, step: 0, firstAgent: 0 });
    expect([...counts]).toEqual([10, 0, 3, 0, 0, 0, 0, 0]);
    expect(kernel.tally.skipped).toBe(2);
    const out = new Float64Array(4);
    // A bee lost, a dead bee revived, pheromone from nothing, and an honest alarm.
    const before = [
      [3, 1, 1, 2],
      [3, 1, 1, 2],
      [3, 0, 1, 2],
      [3, 0, 1, 2],
    ].flat();
    const after = [
      [2, 1, 1, 2],
      [3, 2, 0, 2],
      [3, 0, 1, 3],
      [2, 1, 1, 2],
    ].flat();
    kernel.logProb(Int32Array.from(before), Int32Array.from(after), Float64Array.from(rates), 0.5, out);
    expect([...out.subarray(0, 3)]).toEqual([-Infinity, -Infinity, -Infinity]);
    expect(out[3]).toBeGreaterThan(-10);
  },
);
