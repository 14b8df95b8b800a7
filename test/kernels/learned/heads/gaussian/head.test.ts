import { describe, expect, test } from 'vitest';
import { crn } from '../../../../../src/crn/crn.ts';
import type { Network } from '../../../../../src/crn/network.ts';
import type { Abstraction } from '../../../../../src/kernels/abstraction.ts';
import { gaussianColumns, isLogarithmic } from '../../../../../src/kernels/learned/heads/gaussian/graph.ts';
import { learnedGraph } from '../../../../../src/kernels/learned/learned-graph.ts';
import { type ComponentKind, componentsOf } from '../../../../../src/kernels/learned/shape/shape.ts';
import { openLearned } from '../../../../../src/kernels/learned.ts';
import { evaluate } from '../../../../../src/tensor/evaluate.ts';
import { paramLayout } from '../../../../../src/tensor/graph.ts';
import { misfit } from '../../../../support/chi-square.ts';
import { band, gap, moments } from '../../../../support/gap.ts';
import { bees, birthDeath } from '../../../../support/networks.ts';
import { openGaussian, type RandomGaussian, randomGaussian } from '../../random-gaussian.ts';

const kinds: readonly ComponentKind[] = ['normal-diag', 'normal-tril', 'log-normal-diag', 'log-normal-tril'];
const streams = { seed: 1, step: 0, firstAgent: 0 };
const three = crn(`
  make:   0 -> A @ a
  turn:   A -> B @ b
  unmake: B -> C @ c
`) as Network;
const two = crn('make: 0 -> A @ a\nturn: A -> B @ b') as Network;

/** What the network says of a state: one row of the head. */
function outputs(network: Network, abstraction: Abstraction, state: readonly number[]): Float64Array {
  const { origin, unit } = abstraction.scaling.head === 'gaussian' ? abstraction.scaling : never();
  const features = Float32Array.from(state, (n, s) => (n - origin[s]!) / unit[s]!);
  const { graph } = learnedGraph(network, abstraction);
  return evaluate(graph, 1, { features }, abstraction.weights, ['head']).head!.data;
}

function never(): never {
  throw new Error('another head');
}

/** Means are moved by `by` scaled units, and deviations made about a quarter of a unit. */
function settled(network: Network, abstraction: Abstraction, by: number): Abstraction {
  const components = componentsOf(abstraction.shape.head);
  const size = components.length * network.species.length;
  const { params } = paramLayout(learnedGraph(network, abstraction).graph);
  const { offset } = params.find(({ name }) => name === 'head/bias')!;
  const weights = abstraction.weights.slice();
  const { mean, deviation } = gaussianColumns(components, network.species.length);
  for (let i = 0; i < size; i++) {
    weights[offset + mean(0) + i]! += by;
    weights[offset + deviation(0) + i]! -= 1.5;
  }
  return { ...abstraction, weights };
}

describe.each(kinds)('%s', (kind) => {
  test('one species: samples have the mass that rounds and clips to each count; control: another kernel is caught', async () => {
    const rows = 20_000;
    const rates = Float64Array.from(birthDeath.rates);
    const head = { components: [kind, kind, kind] };
    const open = (seed: number) => {
      const random = randomGaussian(birthDeath.network, { rates: [10, 1], head, seed, wild: 0.7 });
      return openGaussian(birthDeath.network, settled(birthDeath.network, random, 0));
    };
    const [kernel, other] = [await open(1), await open(2)];
    const states = Int32Array.from({ length: 9000 }, (_, n) => n);
    const law = new Float64Array(states.length);
    kernel.logProb(new Int32Array(states.length).fill(38), states, rates, 0.5, law);
    const p = law.map(Math.exp);
    expect(Math.abs(p.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-6);
    const distance = (drawn: typeof kernel): number => {
      const counts = new Int32Array(rows).fill(38);
      drawn.step(counts, rates, 0, 0.5, streams);
      return gap(counts, p);
    };
    expect(distance(kernel)).toBeLessThan(band(rows, 1e-9));
    expect(distance(other)).toBeGreaterThan(band(rows, 1e-9));
  });

  test('three species: moments of (log) samples are those of μ + L ε; control: another state has others', async () => {
    const rows = 20_000;
    const unit = 4000;
    const random = randomGaussian(three, { rates: [1, 1, 1], head: { components: [kind] }, unit, wild: 0.5 });
    const abstraction = settled(three, random, isLogarithmic(kind) ? 0 : 4);
    const kernel = await openGaussian(three, abstraction);
    const state = [3000, 5000, 1000];
    const counts = Int32Array.from({ length: 3 * rows }, (_, i) => state[i % 3]!);
    kernel.step(counts, Float64Array.of(1, 1, 1), 0, 0.5, streams);
    const back = (n: number) => (isLogarithmic(kind) ? Math.log(n / unit) : n / unit);
    const z = Float64Array.from(counts, back);
    const misses = (expected: Float64Array): number => {
      const { mean, triangle } = lawOf(expected, [kind], 0, 3);
      let most = 0;
      for (let s = 0; s < 3; s++) {
        const seen = moments(z, s, 3);
        most = Math.max(most, Math.abs(seen.mean - mean[s]!) / seen.meanError);
        for (let t = 0; t <= s; t++) {
          const products = Float64Array.from(
            { length: rows },
            (_, r) => (z[3 * r + s]! - mean[s]!) * (z[3 * r + t]! - mean[t]!),
          );
          const covariance = triangle[s]!.reduce((sum, l, i) => sum + l * (triangle[t]![i] ?? 0), 0);
          const found = moments(products);
          most = Math.max(most, Math.abs(found.mean - covariance) / found.meanError);
        }
      }
      return most;
    };
    // Nine comparisons at 6.5 standard errors: false alarm below 1e-9.
    expect(misses(outputs(three, abstraction, state))).toBeLessThan(6.5);
    expect(misses(outputs(three, abstraction, [100, 9000, 20]))).toBeGreaterThan(6.5);
  });
});

/** Mean and lower triangle of component k, written out by hand. */
function lawOf(head: Float64Array, components: readonly ComponentKind[], k: number, species: number) {
  const { mean, deviation, below } = gaussianColumns(components, species);
  const all = Array.from({ length: species }, (_, s) => s);
  return {
    mean: all.map((s) => head[mean(k) + s]!),
    triangle: all.map((s) =>
      all.slice(0, s + 1).map((t) => {
        const raw = head[deviation(k) + s]!;
        if (t === s) return Math.max(raw > 0 ? 1 + raw : Math.exp(raw), 0.01);
        return components[k]!.endsWith('tril') ? head[below(k) + (s * (s - 1)) / 2 + t]! : 0;
      }),
    ),
  };
}

describe('a mixture of all kinds', () => {
  const make = (seed: number) => {
    const random = randomGaussian(two, {
      rates: [1, 1],
      head: { components: kinds },
      unit: 40,
      seed,
      wild: 0.6,
    });
    return settled(two, random, 0.2);
  };

  test('its law is one, and samples follow it; control: those of another kernel do not', async () => {
    const [width, height] = [300, 300];
    const [kernel, other] = [await openGaussian(two, make(4)), await openGaussian(two, make(5))];
    const rates = Float64Array.of(1, 1);
    const after = Int32Array.from({ length: 2 * width * height }, (_, i) =>
      i % 2 ? Math.floor(i / 2) % height : Math.floor(i / 2 / height),
    );
    const before = Int32Array.from({ length: after.length }, (_, i) => [20, 30][i % 2]!);
    const log = new Float64Array(width * height);
    kernel.logProb(before, after, rates, 0.5, log);
    const p = log.map(Math.exp);
    // The rest of the log-normals is further out.
    const sum = p.reduce((a, b) => a + b, 0);
    expect(sum).toBeGreaterThan(0.98);
    expect(sum).toBeLessThan(1 + 1e-9);
    // Squares of four molecules, and one class for all beyond.
    const classes = 51;
    const place = (a: number, b: number) =>
      a < 200 && b < 200 ? Math.floor(a / 4) * classes + Math.floor(b / 4) : classes * classes - 1;
    const law = new Float64Array(classes * classes);
    log.forEach((_, i) => {
      law[place(after[2 * i]!, after[2 * i + 1]!)]! += p[i]!;
    });
    law[law.length - 1]! += 1 - sum;
    const seen = (drawn: typeof kernel): Float64Array => {
      const rows = 20_000;
      const counts = Int32Array.from({ length: 2 * rows }, (_, i) => [20, 30][i % 2]!);
      drawn.step(counts, rates, 0, 0.5, streams);
      const found = new Float64Array(classes * classes);
      for (let r = 0; r < rows; r++) found[place(counts[2 * r]!, counts[2 * r + 1]!)]!++;
      return found;
    };
    expect(misfit(seen(kernel), law)).toBeLessThan(1);
    expect(misfit(seen(other), law)).toBeGreaterThan(1);
  });

  test('with a hidden layer before each output it draws too, and every triangle has its place', async () => {
    const options: RandomGaussian = {
      rates: [1, 1, 1],
      head: { components: kinds, hidden: 5 },
      wild: 0.7,
    };
    const abstraction = randomGaussian(three, options);
    const { width } = gaussianColumns(kinds, 3);
    expect(width).toBe(4 * (1 + 2 * 3) + 2 * 3);
    expect(outputs(three, abstraction, [1, 2, 3]).length).toBe(width);
    const kernel = await openGaussian(three, abstraction);
    const counts = new Int32Array(300).fill(7);
    kernel.step(counts, Float64Array.of(1, 1, 1), 0, 0.5, streams);
    expect(new Set(counts).size).toBeGreaterThan(30);
  });
});

test('it breaks what the counts head keeps: empty cells come alive, bees are made', async () => {
  const kernel = await openGaussian(
    bees.network,
    randomGaussian(bees.network, { rates: bees.rates, seed: 3 }),
  );
  const counts = new Int32Array(4 * 1000);
  kernel.step(counts, Float64Array.from(bees.rates), 0, 0.5, streams);
  expect(kernel.tally.skipped).toBe(0);
  expect(counts.some((n) => n > 0)).toBe(true);
  expect(counts.every((n) => n >= 0)).toBe(true);
});

test('a number that is no count ends the step with its name', async () => {
  const rates = { rates: birthDeath.rates, unit: 1e12 };
  const abstraction = randomGaussian(birthDeath.network, rates);
  const spec = { kind: 'mdn', outside: 'learned', ...abstraction.shape } as const;
  const kernel = await openLearned(spec, { network: birthDeath.network, abstraction });
  const step = () => kernel.step(new Int32Array(100), Float64Array.from(birthDeath.rates), 0, 0.5, streams);
  expect(step).toThrow(/molecules of X/);
});
