import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import type { Network } from '../../../../src/crn/network.ts';
import type { Abstraction, CountsScaling } from '../../../../src/kernels/abstraction.ts';
import type { GaussianHead } from '../../../../src/kernels/learned/heads/gaussian/head.ts';
import { FewEvents } from '../../../../src/kernels/learned/heads/integer/few-events.ts';
import { CountsHead } from '../../../../src/kernels/learned/heads/integer/head.ts';
import { openHead } from '../../../../src/kernels/learned/heads/open-head.ts';
import { Anchors, StandardFeatures } from '../../../../src/kernels/learned/inputs/inputs.ts';
import { learnedGraph } from '../../../../src/kernels/learned/learned-graph.ts';
import { record, report } from '../../../../src/kernels/learned/rows/layout.ts';
import { openRowModule } from '../../../../src/kernels/learned/rows/row-module.ts';
import { rowArguments } from '../../../../src/kernels/step-rows.ts';
import { paramLayout } from '../../../../src/tensor/graph.ts';
import { openStaged } from '../../../../src/tensor/inference/staged.ts';
import { createMemory, reserve } from '../../../../src/wasm/memory.ts';
import { bees, type Model, sir, x16 } from '../../../support/networks.ts';
import { randomAbstraction } from '../random-abstraction.ts';

/** Walks rows and stops before the network is asked. */
async function prepare(network: Network, abstraction: Abstraction, counts: Int32Array, rates: Float64Array) {
  const memory = createMemory(1 << 22);
  const staged = openStaged(learnedGraph(network, abstraction).graph, abstraction.weights, memory);
  const options = {
    network,
    abstraction,
    head: openHead(network, abstraction),
    outside: 'learned',
    exactBelow: 0,
  } as const;
  const module = await openRowModule(options, memory, staged);
  const rows = counts.length / network.species.length;
  const countsAt = reserve(memory, counts.byteLength);
  const ratesAt = reserve(memory, rates.byteLength);
  new Int32Array(memory.buffer, countsAt, counts.length).set(counts);
  new Float64Array(memory.buffer, ratesAt, rates.length).set(rates);
  const perRow = rates.length > network.rates.length;
  const place = module.prepare(
    ...rowArguments({
      rows: 0,
      n: rows,
      firstRow: 0,
      counts: countsAt,
      countsGathered: 0,
      rates: ratesAt,
      ratesStride: perRow ? 8 * network.rates.length : 0,
      ratesGathered: 0,
      firstAgent: 0,
      step: 0,
      seedLow: 5,
      seedHigh: 0,
    }),
    0,
  );
  expect(place).toBe(rows);
  module.dress();
  const { layout } = module;
  return Array.from({ length: module.read(report.staged) }, (_, slot) => {
    const at = layout.records + slot * layout.recordBytes;
    const half = (layout.recordBytes - record.anchors) / 8;
    const { inputWidth } = learnedGraph(network, abstraction);
    return {
      row: new Int32Array(memory.buffer, at + record.row, 1)[0]!,
      inputs: new Float32Array(memory.buffer, staged.inputAt + 4 * slot * inputWidth, inputWidth),
      base: new Float32Array(memory.buffer, at + record.anchors, half),
      scale: new Float32Array(memory.buffer, at + record.anchors + 4 * half, half),
    };
  });
}

/** Within five parts in a million, of the number or of 1. */
function close(got: ArrayLike<number>, want: ArrayLike<number>, n = want.length): void {
  for (let i = 0; i < n; i++)
    expect(Math.abs(got[i]! - want[i]!)).toBeLessThan(5e-6 * Math.max(1, Math.abs(want[i]!)));
}

const crowd = ({ network }: Model, rows: number): Int32Array =>
  Int32Array.from({ length: rows * network.species.length }, (_, i) => (i * 7919) % [41, 4, 90][i % 3]!);

/** Pairs, powers, catalysts that a law does not read, and one that asks for more than there is. */
const formulas: Model = {
  network: crn(`
    2 A -> B   @ k
    B -> A     @ {k * hill(B, 3, 2)}
    A + B -> C @ {9 * exp(-A / 9)}
    B -> B + A @ {5 * (A < 20)}
    C -> 0     @ {C ** 1.5}
  `),
  rates: [0.3],
  start: [9, 4, 0],
};

describe.each([
  { name: 'bees', model: bees },
  { name: 'sir', model: sir },
  { name: 'x16', model: x16 },
  { name: 'formulas', model: formulas },
])('the inputs of $name', ({ model }) => {
  const { network, rates } = model;
  const rows = 150;

  test.each([
    { anchor: 'stay', rateInputs: [], stepInput: false },
    { anchor: 'change', rateInputs: [], stepInput: false },
    { anchor: 'linear', rateInputs: [], stepInput: false },
    { anchor: 'change', rateInputs: network.rates.slice(0, 2), stepInput: true },
  ] as const)('counts: features and anchors ($anchor, rates $rateInputs, step $stepInput)', async (of) => {
    const { anchor, rateInputs, stepInput } = of;
    const one = randomAbstraction(network, { rates, anchor, hidden: [4] });
    const width =
      one.scaling.head === 'counts'
        ? one.scaling.featureMean.length + rateInputs.length + Number(stepInput)
        : 0;
    const vary = (base: number) => Array.from({ length: width }, (_, i) => base + (i % 3) / 4);
    const scaling = { ...one.scaling, featureMean: vary(0.3), featureSd: vary(0.8) } as CountsScaling;
    const job = { ...one, shape: { ...one.shape, rateInputs, stepInput }, scaling };
    const { graph } = learnedGraph(network, job);
    const abstraction = { ...job, weights: new Float32Array(paramLayout(graph).size) };
    const head = new CountsHead(network, job);
    const features = new StandardFeatures(network, job);
    const anchors = new Anchors(network, head.moves, scaling);
    const few = new FewEvents(network);
    const counts = crowd(model, rows);
    const each = Float64Array.from(
      { length: rows * rates.length },
      (_, i) => rates[i % rates.length]! * (1 + (i % 7) / 9),
    );
    const staged = await prepare(network, abstraction, counts, each);
    expect(staged.length).toBeGreaterThan(20);
    const want = new Float32Array(width);
    for (const { row, inputs, base, scale } of staged) {
      const [at, ra] = [row * network.species.length, row * rates.length];
      few.propensities(counts, at, each, ra);
      features.write(counts, at, each, ra, few.a, job.dt, want, 0);
      anchors.place(counts, at, each, ra, few.a, job.dt);
      close(inputs, want);
      close(base, anchors.base);
      close(scale, anchors.scale);
    }
  });

  test('gaussian: scaled counts', async () => {
    const abstraction = randomAbstraction(network, { rates, head: 'gaussian', hidden: [4] });
    const head = openHead(network, abstraction) as GaussianHead;
    const counts = crowd(model, 50);
    const staged = await prepare(network, abstraction, counts, Float64Array.from(rates));
    expect(staged.map(({ row }) => row)).toEqual(Array.from({ length: 50 }, (_, r) => r));
    const want = new Float32Array(network.species.length);
    for (const { row, inputs } of staged) {
      head.scale(counts, row * network.species.length, want, 0);
      close(inputs, want);
    }
  });
});

test('rows with nothing to do are not staged, and neither are those that few events settle', async () => {
  const network = crn('A -> 0 @ k') as Network;
  const abstraction = randomAbstraction(network, { rates: [0.1] });
  const counts = Int32Array.from({ length: 100 }, (_, r) => r % 2);
  expect(await prepare(network, abstraction, counts, Float64Array.of(0.1))).toEqual([]);
  const many = new Int32Array(100).fill(40);
  expect((await prepare(network, abstraction, many, Float64Array.of(5))).length).toBeGreaterThan(95);
});
