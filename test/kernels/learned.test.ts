import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import type { Abstraction } from '../../src/kernels/abstraction.ts';
import { countsColumns } from '../../src/kernels/learned/heads/mixture/graph.ts';
import { learnedGraph } from '../../src/kernels/learned/learned-graph.ts';
import { type HeadSpec, headKinds } from '../../src/kernels/learned/shape/shape.ts';
import {
  type LearnedJob,
  learnedBytes,
  openLearned,
  shareLearnedWeights,
} from '../../src/kernels/learned.ts';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { hybrid, learnedSpec, mdn, van } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { paramLayout } from '../../src/tensor/graph.ts';
import { openStaged } from '../../src/tensor/inference/staged.ts';
import type { OpenStaged } from '../../src/tensor/machine.ts';
import { hasRelaxedSimd } from '../../src/wasm/features.ts';
import { createMemory, freeBytes, reserve } from '../../src/wasm/memory.ts';
import { birthDeathVan, trainedBirthDeath } from '../fixtures/birth-death.ts';
import { misfit } from '../support/chi-square.ts';
import { bees, birthDeath, egfr } from '../support/networks.ts';
import { kernelContract } from './contract.ts';
import { randomAbstraction } from './learned/random-abstraction.ts';

type HeadKind = HeadSpec['kind'];

const untrained = randomAbstraction(bees.network, { rates: bees.rates });

kernelContract('mdn', {
  open: async ({ network, memory }) => {
    const abstraction = network === bees.network ? untrained : await trainedBirthDeath();
    const more = memory ? { memory } : {};
    return openLearned(mdn(abstraction.shape), { network, abstraction, ...more });
  },
  allow: 0.005,
  skips: { 'half steps': 'it is learned for one length of step' },
});

kernelContract('van', {
  open: async ({ network, memory }) => {
    const abstraction =
      network === bees.network
        ? randomAbstraction(network, { rates: bees.rates, head: 'van' })
        : await trainedBirthDeath(birthDeathVan);
    const more = memory ? { memory } : {};
    return openLearned(van(abstraction.shape), { network, abstraction, ...more });
  },
  allow: 0.005,
  skips: { 'half steps': 'it is learned for one length of step' },
});

describe('routes', () => {
  const { network, rates } = bees;
  const all = Float64Array.from(rates);
  const rng = { seed: 3, step: 0, firstAgent: 0 };
  // The last two are outside the training domain of 40.
  const rows = () => Int32Array.from([10, 2, 0, 5, 4, 0, 1, 0, 41, 1, 0, 3, 9, 1, 0, 77]);

  test('rows outside the domain go to SSA, and move as SSA moves them', async () => {
    const kernel = await openLearned(mdn(untrained.shape), { network, abstraction: untrained });
    const [counts, exact] = [rows(), rows()];
    kernel.step(counts, all, 0, 0.5, rng);
    (await openSsa({ network })).step(exact, all, 0, 0.5, rng);
    expect(counts.subarray(8)).toEqual(exact.subarray(8));
    expect(kernel.tally).toMatchObject({ learned: 1, skipped: 1, exact: 2, outside: 2 });
    expect(kernel.tally.events).toBeGreaterThan(0);
  });

  test('rates it was not trained for are outside too', async () => {
    const kernel = await openLearned(mdn(untrained.shape), { network, abstraction: untrained });
    kernel.step(
      rows(),
      all.map((r, i) => (i === 0 ? 1.1 * r : r)),
      0,
      0.5,
      rng,
    );
    expect(kernel.tally).toMatchObject({ learned: 0, skipped: 1, exact: 3, outside: 3 });
  });

  test('outside: "learned" keeps them, outside: "error" names what left', async () => {
    const learnt = await openLearned(mdn({ ...untrained.shape, outside: 'learned' }), {
      network,
      abstraction: untrained,
    });
    learnt.step(rows(), all, 0, 0.5, rng);
    expect(learnt.tally).toMatchObject({ learned: 3, exact: 0 });
    const strict = await openLearned(mdn({ ...untrained.shape, outside: 'error' }), {
      network,
      abstraction: untrained,
    });
    expect(() => strict.step(rows(), all, 0, 0.5, rng)).toThrow('Bee = 41 (trained on 0 to 40)');
  });

  test('a conserved sum it was not trained for is outside; control: without the sum it is not', async () => {
    const totals = [{ coefficients: [1, 1, 1, 0], is: 14 }];
    const known = { ...untrained, domain: { ...untrained.domain, totals } };
    const counts = (): Int32Array => Int32Array.from([5, 9, 0, 20, 5, 10, 0, 20]);
    const tallyOf = async (abstraction: Abstraction) => {
      const kernel = await openLearned(mdn(untrained.shape), { network, abstraction });
      kernel.step(counts(), all, 0, 0.5, rng);
      return kernel.tally;
    };
    expect(await tallyOf(known)).toMatchObject({ learned: 1, outside: 1, exact: 1 });
    expect(await tallyOf(untrained)).toMatchObject({ learned: 2, outside: 0, exact: 0 });
    const strict = await openLearned(mdn({ ...untrained.shape, outside: 'error' }), {
      network,
      abstraction: known,
    });
    expect(() => strict.step(counts(), all, 0, 0.5, rng)).toThrow('Bee + BeeA + BeeD = 15 (trained on 14)');
  });

  test('the network is asked about rows of two events or more only', async () => {
    const kernel = await openLearned(mdn(untrained.shape), { network, abstraction: untrained });
    const n = 1000;
    // A thousand rows that expect 0.075 events, then a thousand that expect a dozen.
    kernel.step(
      new Int32Array(4 * n).fill(0).map((_, i) => (i % 4 === 3 ? 1 : 0)),
      all,
      0,
      0.5,
      rng,
    );
    expect(kernel.tally).toMatchObject({ learned: n, asked: 0 });
    kernel.step(
      new Int32Array(4 * n).map((_, i) => [5, 9, 0, 20][i % 4]!),
      all,
      0,
      0.5,
      rng,
    );
    expect(kernel.tally.learned).toBe(2 * n);
    expect(kernel.tally.asked).toBeGreaterThan(0.99 * n);
  });

  test('hybrid simulates rows that expect few events', async () => {
    const kernel = await openKernel(hybrid({ ...untrained.shape, exactBelow: 1 }), {
      network,
      dt: 0.5,
      abstraction: untrained,
    });
    // 0.15·1·Δt events expected in the first row, more than ten in the second.
    const counts = Int32Array.from([0, 0, 3, 1, 5, 9, 0, 20]);
    kernel.step(counts, all, 0, 0.5, rng);
    expect(kernel.tally).toMatchObject({ exact: 1, learned: 1, outside: 0 });
  });

  test.each(['ssa', 'error'] as const)(
    'what hybrid simulates for its few events need not be inside (outside: %s)',
    async (outside) => {
      const kernel = await openKernel(hybrid({ ...untrained.shape, outside, exactBelow: 1e9 }), {
        network,
        dt: 0.5,
        abstraction: untrained,
      });
      const [counts, exact] = [rows(), rows()];
      kernel.step(counts, all, 0, 0.5, rng);
      (await openSsa({ network })).step(exact, all, 0, 0.5, rng);
      expect(counts).toEqual(exact);
      expect(kernel.tally).toMatchObject({ exact: 3, skipped: 1, outside: 0 });
    },
  );
});

describe('a draw where a formula gives no rate is taken back, and the row stepped exactly', () => {
  // No law of conservation knows the 30: the learned law has states beyond it.
  const bounded = crn('0 -> X @ {k * (30 - X)}\nX -> 0 @ d') as Network;
  // The same up to 30, and a rate beyond: nothing is taken back.
  const free = crn('0 -> X @ {k * max(0, 30 - X)}\nX -> 0 @ d') as Network;
  const all = Float64Array.of(1, 0.2);
  const rng = { seed: 1, step: 0, firstAgent: 5 };
  const rows = 3000;
  const start = () => new Int32Array(rows).fill(28);
  const open = (network: Network, head: HeadKind, job: Partial<LearnedJob> = {}) => {
    const abstraction = randomAbstraction(network, { rates: [...all], head, wild: 0.3 });
    return openLearned(learnedSpec(abstraction.shape), { network, abstraction, ...job });
  };

  test.each(headKinds)('%s', async (head) => {
    const [drawn, exact] = [start(), start()];
    (await open(free, head)).step(drawn, all, 0, 0.5, rng);
    (await openSsa({ network: bounded })).step(exact, all, 0, 0.5, rng);
    const beyond = drawn.filter((x) => x > 30).length;
    expect(beyond).toBeGreaterThan(rows / 20);
    const want = drawn.map((x, r) => (x > 30 ? exact[r]! : x));

    const kernel = await open(bounded, head);
    const counts = start();
    kernel.step(counts, all, 0, 0.5, rng);
    expect(counts).toEqual(want);
    expect(kernel.tally).toMatchObject({ exact: beyond, learned: rows - beyond, outside: 0 });
    // The next steps have somewhere to start from.
    for (let step = 1; step < 5; step++) kernel.step(counts, all, 0, 0.5, { ...rng, step });
    expect(Math.max(...counts)).toBeLessThanOrEqual(30);
    const { exact: simulated, learned, asked } = kernel.tally;
    expect(simulated + learned).toBe(5 * rows);
    expect(asked).toBeLessThanOrEqual(learned);

    // Where they lie, some of them by number, and whatever is staged at a time: the same bits.
    const memory = createMemory(1 << 22);
    const here = new Int32Array(memory.buffer, reserve(memory, 4 * rows), rows);
    const numbers = Uint32Array.from({ length: rows }, (_, i) => rows - 1 - i);
    for (const capacity of [3, 239]) {
      const inference: OpenStaged = (graph, params, where) => ({
        ...openStaged(graph, params, where),
        capacity,
      });
      const other = await open(bounded, head, { memory, inference });
      here.set(start());
      other.step(here, all, 0, 0.5, rng);
      expect(here).toEqual(want);
      here.set(start());
      other.stepRows(here, numbers, rows, all, 0, 0.5, rng);
      expect(here).toEqual(want);
    }
  });

  test('more of them than are waited for at a time', async () => {
    // All draws from the mixture, and all its centres far up.
    const abstraction = randomAbstraction(bounded, { rates: [...all], wild: 0.1 });
    const { outputWidth } = learnedGraph(bounded, abstraction);
    const columns = countsColumns(3, 1);
    const weights = abstraction.weights.slice();
    const biases = weights.subarray(weights.length - outputWidth);
    biases.fill(40, columns.location, columns.location + 3);
    biases[columns.gate] = -30;
    const memory = createMemory(1 << 22);
    const counts = new Int32Array(memory.buffer, reserve(memory, 4 * rows), rows).fill(28);
    const kernel = await openLearned(learnedSpec(abstraction.shape), {
      network: bounded,
      abstraction: { ...abstraction, weights },
      memory,
    });
    kernel.step(counts, all, 0, 0.5, rng);
    // Of the others few events make one or none.
    expect(kernel.tally.exact).toBeGreaterThan(0.85 * rows);
    expect(kernel.tally).toMatchObject({ asked: 0, learned: rows - kernel.tally.exact });
    expect(Math.max(...counts)).toBeLessThanOrEqual(30);
  });
});

describe('bits', () => {
  const { network, rates } = bees;
  const all = Float64Array.from(rates);
  const hives = () => Int32Array.from({ length: 4 * 1200 }, (_, i) => (i * 7919) % [41, 3, 23, 19][i % 4]!);
  const stepped = async (job: Partial<LearnedJob>, head: HeadKind = 'counts') => {
    const abstraction = randomAbstraction(network, { rates, head });
    const kernel = await openLearned(learnedSpec(abstraction.shape), { network, abstraction, ...job });
    const counts = hives();
    kernel.step(counts, all, 0, 0.5, { seed: 4, step: 1, firstAgent: 3 });
    return { counts, kernel, abstraction };
  };

  test.each(headKinds)('%s: a row does not know how many are staged with it', async (head) => {
    const { counts } = await stepped({ relaxed: false }, head);
    expect(counts).not.toEqual(hives());
    for (const capacity of [1, 3, 50, 239]) {
      const inference: OpenStaged = (graph, params, memory) => {
        const own = openStaged(graph, params, memory, { relaxed: false });
        return { ...own, capacity };
      };
      const other = await stepped({ inference }, head);
      expect(other.counts).toEqual(counts);
      expect(other.kernel.backend).toBe('given');
    }
  });

  test('threads of one memory share weights, and it has room for what is asked', async () => {
    const { counts, abstraction } = await stepped({ relaxed: false });
    const bytes = learnedBytes(network, abstraction);
    const memory = createMemory(bytes.weights + 2 * bytes.kernel + 2 * 65536, { shared: true });
    const weightsAt = shareLearnedWeights(network, abstraction, memory);
    const rest = freeBytes(memory);
    for (let thread = 0; thread < 2; thread++)
      expect((await stepped({ memory, weightsAt, relaxed: false })).counts).toEqual(counts);
    expect(rest - freeBytes(memory)).toBeLessThan(2 * bytes.kernel + 2 * 65536);
  });

  test('the kernel says what runs its network', async () => {
    expect((await stepped({ relaxed: false })).kernel.backend).toBe('simd');
    expect((await stepped({})).kernel.backend).toBe(hasRelaxedSimd() ? 'simd-fma' : 'simd');
  });
});

describe('a row that cannot be stepped ends the run in words', () => {
  const rng = { seed: 3, step: 0, firstAgent: 0 };

  test.each(headKinds)('%s: more molecules than can be counted', async (head) => {
    const { network, rates } = birthDeath;
    const abstraction = randomAbstraction(network, { rates, head });
    // 1e12 in every bias that a draw is made of, and a gate that is shut.
    const weights = abstraction.weights.slice();
    const { params } = paramLayout(learnedGraph(network, abstraction).graph);
    const biases = params.at(-1)!;
    weights.fill(1e12, biases.offset, biases.offset + biases.width);
    const answers = params.find(({ name }) => name === 'head/bias');
    if (head === 'counts') weights[weights.length - 1] = -1e12;
    if (head === 'van') weights[answers!.offset] = -1e12;
    const kernel = await openLearned(learnedSpec({ ...abstraction.shape, outside: 'learned' }), {
      network,
      abstraction: { ...abstraction, weights },
    });
    const counts = new Int32Array(300).fill(10);
    expect(() => kernel.step(counts, Float64Array.from(rates), 0, 0.5, rng)).toThrow(
      /it drew .* molecules of /,
    );
  });

  test('a propensity below 0', async () => {
    const network = crn('A -> 0 @ {k * (A - 5)}') as Network;
    const abstraction = randomAbstraction(network, { rates: [1] });
    const kernel = await openLearned(learnedSpec(abstraction.shape), { network, abstraction });
    const counts = Int32Array.from({ length: 100 }, (_, r) => (r === 77 ? 3 : 20));
    expect(() => kernel.step(counts, Float64Array.of(1), 0, 0.5, rng)).toThrow('its propensity is -2 at A 3');
  });
});

describe('a kernel that has refused a row steps the next ones', () => {
  const { network, rates } = bees;
  const all = Float64Array.from(rates);
  const rng = { seed: 3, step: 0, firstAgent: 0 };
  const good = () => Int32Array.of(5, 9, 0, 20);

  test('after one outside its domain', async () => {
    const strict = mdn({ ...untrained.shape, outside: 'error' });
    const open = () => openLearned(strict, { network, abstraction: untrained });
    const kernel = await open();
    expect(() => kernel.step(Int32Array.of(5, 9, 0, 77), all, 0, 0.5, rng)).toThrow('P = 77');
    const [counts, want] = [good(), good()];
    kernel.step(counts, all, 0, 0.5, rng);
    (await open()).step(want, all, 0, 0.5, rng);
    expect(counts).toEqual(want);
  });

  test('after one that exact simulation refuses, which is not stepped again', async () => {
    const abstraction = randomAbstraction(network, { rates, head: 'gaussian' });
    const kernel = await openLearned(learnedSpec(abstraction.shape), { network, abstraction });
    const negative = all.map((r) => -r);
    expect(() => kernel.step(good(), negative, 0, 0.5, rng)).toThrow('must be at least 0');
    const before = { ...kernel.tally };
    kernel.step(good(), all, 0, 0.5, rng);
    expect(kernel.tally).toEqual({ ...before, learned: 1, asked: 1 });
  });
});

test('every species of the gaussian head follows its normal; control: other weights are caught', async () => {
  // One component, so that species are independent; 23 of them are no whole number of vectors.
  const { network, rates } = egfr();
  const of = (seed: number) =>
    randomAbstraction(network, { rates, head: 'gaussian', mixtures: 1, hidden: [8], seed, wild: 1.5 });
  const n = network.species.length;
  const open = (abstraction: Abstraction) =>
    openLearned(learnedSpec({ ...abstraction.shape, outside: 'learned' }), { network, abstraction });
  const all = Float64Array.from(rates);
  const rows = 4000;
  const misfits = async (seed: number) => {
    const counts = new Int32Array(rows * n).fill(20);
    (await open(of(seed))).step(counts, all, 0, 0.5, { seed: 1, step: 0, firstAgent: 0 });
    const exact = await open(of(1));
    return [0, 3, 4, 19, 20, 22].map((s) => {
      const values = 400;
      const after = new Int32Array(values * n).fill(20);
      for (let v = 0; v < values; v++) after[v * n + s] = v;
      const log = new Float64Array(values);
      exact.logProb(new Int32Array(values * n).fill(20), after, all, 0.5, log);
      const top = Math.max(...log);
      const law = log.map((l) => Math.exp(l - top));
      const total = law.reduce((a, b) => a + b, 0);
      const seen = new Float64Array(values);
      for (let r = 0; r < rows; r++) seen[counts[r * n + s]!]!++;
      return misfit(
        seen,
        law.map((p) => p / total),
      );
    });
  };
  for (const value of await misfits(1)) expect(value).toBeLessThan(1);
  for (const value of await misfits(2)) expect(value).toBeGreaterThan(1);
});
