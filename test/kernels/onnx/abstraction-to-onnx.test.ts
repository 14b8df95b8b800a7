/** An exported kernel gives another runtime the numbers and the law that ours has. What its file says: beside. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { colony, rates as colonyRates } from '../../../scenarios/bees.ts';
import { crn } from '../../../src/crn/crn.ts';
import { propensities } from '../../../src/crn/evaluate.ts';
import type { Network } from '../../../src/crn/network.ts';
import type { Abstraction, CountsScaling } from '../../../src/kernels/abstraction.ts';
import { bodyOf } from '../../../src/kernels/learned/bodies/body.ts';
import { leastSigma } from '../../../src/kernels/learned/heads/gaussian/graph.ts';
import {
  countsColumns,
  inferenceGraph,
  leastScale,
  scaleRange,
  shearRange,
} from '../../../src/kernels/learned/heads/mixture/graph.ts';
import { openHead } from '../../../src/kernels/learned/heads/open-head.ts';
import { decoderPlaces, sizeOf } from '../../../src/kernels/learned/heads/van/decoder.ts';
import { Anchors, StandardFeatures } from '../../../src/kernels/learned/inputs/inputs.ts';
import { movesOf } from '../../../src/kernels/learned/lattice/moves.ts';
import { mixturesOf } from '../../../src/kernels/learned/shape/shape.ts';
import { openLearned } from '../../../src/kernels/learned.ts';
import { abstractionToOnnx } from '../../../src/kernels/onnx/abstraction-to-onnx.ts';
import { learnedSpec } from '../../../src/kernels/specs.ts';
import { loadAbstraction } from '../../../src/learning/store.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import { misfit } from '../../support/chi-square.ts';
import { largestError } from '../../support/graph-oracle.ts';
import { bees, birthDeath, gene, type Model, sir, x16 } from '../../support/networks.ts';
import { pythonMissing, runInPython, runPython } from '../../support/python.ts';
import { type RandomOptions, randomAbstraction } from '../learned/random-abstraction.ts';

/** The shipped scenario's network and rates. */
const shippedBees: Model = {
  network: colony,
  rates: colony.rates.map((name) => (colonyRates as Record<string, number>)[name]!),
  start: [10, 0, 0, 5],
};
const repository = join(import.meta.dirname, '../../..');
const shipped = () => loadAbstraction(join(repository, 'scenarios/abstractions/bees-a0acf7814913'));
const skipped = pythonMissing && `, skipped: ${pythonMissing}`;
// f32 layers of a few dozen terms.
const tolerance = 2e-5;

/** Every function a law may use, and reactants it must not do without. */
const exotic: Model = {
  network: crn(`
    species A, B, C
    A -> B       @ {k * A * exp(-B / 10) / (1 + sqrt(A)) + abs(sin(B)) * min(A, 3)}
    B -> C       @ {(B > 2 && A <= 5 || !(C == 1) ? k : 2 * k) * B}
    2 C -> A     @ {k * (tanh(C / 4) + cos(A) ** 2 + floor(C / 3) + ceil(B / 7) + max(0, log(1 + C)) + (A != B))}
    0 -> 2 A     @ 3
    C -> 0       @ k
  `),
  rates: [0.7],
  start: [4, 3, 5],
};

/** As many rows of random counts, small ones and zeros among them. */
function randomCounts(network: Network, rows: number): Int32Array {
  const stream = new Stream().open(5, 0, 0, Purpose.analysis);
  return Int32Array.from({ length: rows * network.species.length }, () =>
    stream.uniform() < 0.25 ? 0 : Math.floor(40 * stream.uniform() ** 2),
  );
}

/** What the file's outputs must be, from our own classes and the reference of the tensor graphs. */
function expected(
  network: Network,
  { scaling, ...rest }: Abstraction,
  counts: Int32Array,
  rates: Float64Array,
): Record<string, number[]> {
  const width = network.species.length;
  const rows = counts.length / width;
  const out: Record<string, number[]> = { logits: [], mean: [], sigma: [], propensities: [] };
  const c = mixturesOf(rest.shape.head);
  const { featureWidth, outputWidth } = openHead(network, { ...rest, scaling });
  const graph = inferenceGraph(bodyOf(rest, network.species.length), featureWidth, outputWidth);
  const ask = (features: Float32Array): Float64Array =>
    evaluate(graph, 1, { features }, rest.weights, ['head']).head!.data;
  for (let r = 0; r < rows; r++) {
    const a = propensities(network, counts.subarray(r * width, (r + 1) * width), rates, 0);
    if (scaling.head === 'gaussian') {
      const { origin: low, unit } = scaling;
      const state = Array.from({ length: width }, (_, s) => (counts[r * width + s]! - low[s]!) / unit[s]!);
      const read = rest.shape.rateInputs.map((name, i) => {
        const rate = rates[network.rates.indexOf(name)]!;
        return (rate - low[width + i]!) / unit[width + i]!;
      });
      const head = ask(Float32Array.from([...state, ...read]));
      out.logits!.push(...head.subarray(0, c));
      for (let k = 0; k < c * width; k++) {
        const [s, raw] = [k % width, head[c + c * width + k]!];
        out.mean!.push(low[s]! + unit[s]! * head[c + k]!);
        out.sigma!.push(unit[s]! * Math.max(1 + (raw > 0 ? raw : Math.expm1(raw)), leastSigma));
      }
    } else pushCounts(out, network, { ...rest, scaling }, counts, r, rates, a, ask);
  }
  return out;
}

function pushCounts(
  out: Record<string, number[]>,
  network: Network,
  job: Omit<Abstraction, 'scaling'> & { scaling: CountsScaling },
  counts: Int32Array,
  r: number,
  rates: Float64Array,
  a: Float64Array,
  ask: (features: Float32Array) => Float64Array,
): void {
  const at = r * network.species.length;
  const moves = movesOf(network, job.scaling.basis);
  const [c, n] = [mixturesOf(job.shape.head), moves.rank];
  const features = new StandardFeatures(network, job);
  const row = new Float32Array(features.width);
  features.write(counts, at, rates, 0, a, job.dt, row, 0);
  const anchors = new Anchors(network, moves, job.scaling);
  anchors.place(counts, at, rates, 0, a, job.dt);
  const head = ask(row);
  const push = (name: string, value: number): void => {
    out[name] = [...(out[name] ?? []), value];
  };
  for (const value of a) push('propensities', value);
  for (let k = 0; k < c; k++) push('logits', head[k]!);
  const columns = countsColumns(c, n);
  const { base, scale } = anchors;
  push('gate', head[columns.gate]!);
  for (const value of base) push('base', value);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const raw = head[columns.shear + (i * (i - 1)) / 2 + j]!;
      push('shear', j < i ? (scale[i]! / scale[j]!) * shearRange * Math.tanh(raw / shearRange) : 0);
    }
  for (let k = 0; k < c; k++)
    for (let i = 0; i < n; i++) {
      const unit = scale[i]!;
      const own = k * n + i;
      push('centre', base[i]! + job.scaling.home[own]! + unit * head[columns.location + own]!);
      const growth = scaleRange * Math.tanh(head[columns.scale + own]! / scaleRange);
      push('scale', unit * Math.exp(job.scaling.spread[own]! + growth) + leastScale);
    }
}

/** The same with rates as inputs: the first over decades, which is read as its logarithm, the last from 0 on. */
function readingRates(network: Network, abstraction: Abstraction, rates: readonly number[]): Abstraction {
  const read = [network.rates[0]!, network.rates.at(-1)!];
  const shape = { ...abstraction.shape, rateInputs: read };
  const ranges = rates.map((r, i): [number, number] =>
    i === 0 ? [0.01 * r, 100 * r] : i === rates.length - 1 ? [0, 3 * r] : [r, r],
  );
  const domain = { ...abstraction.domain, rates: ranges };
  const longer = (values: readonly number[]): number[] => [...values, ...read.map(() => 0.5)];
  const scaling =
    abstraction.scaling.head === 'gaussian'
      ? {
          ...abstraction.scaling,
          origin: longer(abstraction.scaling.origin),
          unit: longer(abstraction.scaling.unit),
        }
      : {
          ...abstraction.scaling,
          featureMean: longer(abstraction.scaling.featureMean),
          featureSd: longer(abstraction.scaling.featureSd),
        };
  const { featureWidth, outputWidth } = openHead(network, { ...abstraction, shape, domain, scaling });
  const weights = initParams(
    inferenceGraph(bodyOf({ shape }, network.species.length), featureWidth, outputWidth),
    2,
  );
  return { ...abstraction, shape, domain, scaling, weights };
}

const variants: readonly [name: string, model: Model, options: Omit<RandomOptions, 'rates'>][] = [
  ['bees', bees, {}],
  ['birth and death', birthDeath, { basis: 'echelon' }],
  ['sir', sir, { anchor: 'linear' }],
  ['gene', gene, { mixtures: 1, hidden: [5] }],
  ['x16', x16, { hidden: [8, 9], wild: 1 }],
  ['exotic laws', exotic, {}],
  ['bees, gaussian', bees, { head: 'gaussian' }],
  ['gene, gaussian', gene, { head: 'gaussian', mixtures: 2 }],
];

/** Do two states agree on every conservation law? */
function conserved({ laws }: Network, a: readonly number[], b: readonly number[]): boolean {
  return laws.every(
    ({ coefficients }) => coefficients.reduce((sum, c, s) => sum + c * (b[s]! - a[s]!), 0) === 0,
  );
}

/** Every state between the least and the greatest count of each species. */
function boxAround(states: readonly (readonly number[])[]): number[][] {
  return states[0]!.reduce<number[][]>(
    (all, _, s) => {
      const low = Math.min(...states.map((state) => state[s]!));
      const high = Math.max(...states.map((state) => state[s]!));
      const values = Array.from({ length: high - low + 1 }, (_, i) => low + i);
      return all.flatMap((state) => values.map((n) => [...state, n]));
    },
    [[]],
  );
}

/** Random weights of a decoder hardly say anything: so much that it matters what it is told. */
function withLoudDecoder(abstraction: Abstraction): Abstraction {
  const { shape, scaling, weights } = abstraction;
  if (shape.head.kind !== 'van' || scaling.head !== 'van') return abstraction;
  const [first] = decoderPlaces(sizeOf(shape.head, scaling), weights.length);
  return { ...abstraction, weights: weights.map((w, i) => (i < first!.lean ? w : 4 * w)) };
}

test.skipIf(pythonMissing !== '')(`the outputs are ours, network by network${skipped}`, async () => {
  const rows = 40;
  const jobs = variants.map(([name, { network, rates }, options]) => ({
    name,
    network,
    rates: Float64Array.from(rates),
    abstraction: randomAbstraction(network, { ...options, rates }),
    counts: randomCounts(network, rows),
  }));
  for (const { name, abstraction, ...job } of jobs.filter((j) => j.name.startsWith('bees')))
    jobs.push({
      ...job,
      name: `${name}, reading rates`,
      abstraction: readingRates(job.network, abstraction, [...job.rates]),
    });
  const { network, rates } = shippedBees;
  jobs.push({
    name: 'the shipped bees',
    network,
    rates: Float64Array.from(rates),
    abstraction: await shipped(),
    counts: randomCounts(network, rows),
  });
  const results = runInPython(
    jobs.map((job) => ({
      model: abstractionToOnnx(job.network, job.abstraction, job.name),
      inputs: {
        counts: [rows, job.network.species.length, [...job.counts]],
        rates: [rows, job.rates.length, Array.from({ length: rows }, () => [...job.rates]).flat()],
      },
      outputs:
        job.abstraction.shape.head.kind === 'counts'
          ? ['propensities', 'logits', 'gate', 'centre', 'scale', 'base', 'shear']
          : ['logits', 'mean', 'sigma'],
    })),
  );
  const errors = jobs.flatMap(({ name, ...job }, j) => {
    const want = expected(job.network, job.abstraction, job.counts, job.rates);
    return Object.entries(results[j]!).map(([output, got]) => ({
      where: `${name}: ${output}`,
      error: largestError(got, want[output]!),
    }));
  });
  expect(errors.length).toBe(8 * 7 + 3 * 3);
  expect(errors.filter(({ error }) => !(error < tolerance))).toEqual([]);
  // Propensities are doubles from end to end.
  expect(
    errors.filter((e) => e.where.endsWith('propensities')).filter(({ error }) => !(error < 1e-12)),
  ).toEqual([]);
  // Control: one rate a thousandth off is seen by the same check.
  const off = rates.map((rate, i) => (i === 0 ? 1.001 * rate : rate));
  const other = expected(network, jobs.at(-1)!.abstraction, jobs.at(-1)!.counts, Float64Array.from(off));
  expect(largestError(results.at(-1)!.propensities!, other.propensities!)).toBeGreaterThan(tolerance);
});

describe.skipIf(pythonMissing !== '')(`docs/sample_onnx.py${skipped}`, () => {
  const rows = 20_000;

  /** Misfit of Python's steps to our law, by start; below 1 they fit. */
  async function misfits(
    { network, rates }: Model,
    abstraction: Abstraction,
    starts: readonly (readonly number[])[],
    damage = '',
  ): Promise<number[]> {
    const results = runPython(
      join(import.meta.dirname, 'sample-steps.py'),
      { 'kernel.onnx': abstractionToOnnx(network, abstraction, 'kernel') },
      (at) => ({
        args: [join(repository, 'docs/sample_onnx.py'), at('job.json'), at('result.json')],
        files: {
          'job.json': JSON.stringify({ model: at('kernel.onnx'), rates, starts, rows, seed: 3, damage }),
        },
      }),
      (read) => JSON.parse(read('result.json')) as { states: number[][]; seen: number[] }[],
    );
    const spec = learnedSpec({ ...abstraction.shape, outside: 'learned' });
    const kernel = await openLearned(spec, { network, abstraction });
    return results.map(({ states, seen }, i) => {
      const box = boxAround(states).filter((state) => conserved(network, starts[i]!, state));
      const log = new Float64Array(box.length);
      const before = Int32Array.from(box.flatMap(() => [...starts[i]!]));
      kernel.logProb(before, Int32Array.from(box.flat()), Float64Array.from(rates), abstraction.dt, log);
      const law = [...log].map(Math.exp);
      const times = new Map(states.map((state, k) => [state.join(), seen[k]!]));
      const beyond = Math.max(0, 1 - law.reduce((sum, p) => sum + p, 0));
      return misfit([...box.map((state) => times.get(state.join()) ?? 0), 0], [...law, beyond]);
    });
  }

  // False-alarm chance of each start 1e-9; the law is that of our kernel, state by state.
  test('steps the shipped bees by our law', async () => {
    const abstraction = await shipped();
    const starts = [
      [10, 1, 0, 5],
      [0, 3, 4, 0],
      [1, 0, 30, 1],
      [12, 5, 0, 9],
      [0, 0, 7, 0],
    ];
    expect((await misfits(shippedBees, abstraction, starts)).filter((m) => !(m < 1))).toEqual([]);
    // Controls: a mixture 15 % too wide, and a wrong chance of more than one event.
    const wide = await misfits(shippedBees, abstraction, [starts[3]!], 'scale');
    expect(wide[0]).toBeGreaterThan(1);
    const paired = await misfits(shippedBees, abstraction, [starts[0]!], 'pair');
    expect(paired[0]).toBeGreaterThan(1);
  });

  test('steps random kernels by our law: other bases, anchors, supports and heads', async () => {
    const cases: [Model, Abstraction, number[][]][] = [
      [
        sir,
        randomAbstraction(sir.network, { rates: sir.rates, anchor: 'linear', wild: 1 }),
        [
          [9, 4, 0],
          [3, 1, 7],
        ],
      ],
      [
        birthDeath,
        randomAbstraction(birthDeath.network, { rates: birthDeath.rates, basis: 'echelon', wild: 1 }),
        [[0], [12]],
      ],
      [
        birthDeath,
        randomAbstraction(birthDeath.network, { rates: birthDeath.rates, head: 'gaussian', wild: 1 }),
        [[0], [12]],
      ],
    ];
    for (const [model, abstraction, starts] of cases)
      expect((await misfits(model, abstraction, starts)).filter((m) => !(m < 1))).toEqual([]);
  });

  test('steps random vans by our law, coordinate after coordinate', async () => {
    const shape = { head: 'van', wild: 1 } as const;
    const cases: [Model, RandomOptions, number[][]][] = [
      [
        sir,
        { ...shape, rates: sir.rates, anchor: 'stay' },
        [
          [9, 4, 0],
          [3, 1, 7],
        ],
      ],
      [bees, { ...shape, rates: bees.rates }, [[12, 5, 0, 9]]],
      [birthDeath, { ...shape, rates: birthDeath.rates, basis: 'echelon' }, [[0], [12]]],
    ];
    for (const [model, options, starts] of cases) {
      const abstraction = withLoudDecoder(randomAbstraction(model.network, options));
      expect((await misfits(model, abstraction, starts)).filter((m) => !(m < 1))).toEqual([]);
    }
    // Control: what a coordinate is told is one molecule off.
    const [model, options, starts] = cases[0]!;
    const abstraction = withLoudDecoder(randomAbstraction(model.network, options));
    const off = await misfits(model, abstraction, starts, 'told');
    expect(Math.max(...off)).toBeGreaterThan(1);
  });
});
