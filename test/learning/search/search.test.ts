import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { buildCells } from '../../../src/kernels/learned/cells/cells.ts';
import type { SearchSpec } from '../../../src/kernels/learned/cells/supernet.ts';
import type { Operation, SearchSchedule } from '../../../src/kernels/learned/shape/shape.ts';
import type { Examples } from '../../../src/learning/data/examples.ts';
import { inheritWeights } from '../../../src/learning/search/inherit.ts';
import { searchSchedules } from '../../../src/learning/search/schedule.ts';
import {
  type SearchJob,
  type SearchOptions,
  searchArchitecture,
} from '../../../src/learning/search/search.ts';
import type { SearchState, SearchTurn } from '../../../src/learning/search/state.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { GraphBuilder, paramLayout } from '../../../src/tensor/graph.ts';
import { initParams } from '../../../src/tensor/initialise.ts';

type Target = (x: number, y: number, stream: Stream) => number;
/** Two kinks, and nothing that could be learned. */
const kinks: Target = (x, y) => 2 * Math.abs(x) + 2 * Math.abs(y) - 2;
const noise: Target = (_x, _y, stream) => stream.normal();

/** Two numbers in ±1 beside a large constant, which keeps norms from being the bend that is needed. */
function examples(target: Target, rows: number, seed: number): Examples {
  const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
  const columns = { features: new Float32Array(3 * rows), target: new Float32Array(rows) };
  for (let row = 0; row < rows; row++) {
    const [x, y] = [2 * stream.uniform() - 1, 2 * stream.uniform() - 1];
    columns.features.set([x, y, 4], 3 * row);
    columns.target[row] = target(x, y, stream);
  }
  return { rows, widths: { features: 3, target: 1 }, columns };
}

const spec: SearchSpec = {
  kind: 'search',
  cells: 1,
  cellSize: 2,
  multiplier: 16,
  reduce: 1,
  operations: ['skip_connect', 'relu', 'none'],
  latency: 0,
  gates: 'batch',
  gradient: 'two-path',
  schedule: 'quick',
};

const trainingGraph: SearchJob['trainingGraph'] = (body) => {
  const g = new GraphBuilder();
  const out = g.dense('head', body(g, g.input('features', 3)), 1);
  return g.build({ out, loss: g.mean(g.unary('square', g.binary('sub', out, g.input('target', 1)))) });
};

function jobOf(target: Target, changes: Partial<SearchSpec> = {}, rows = 2048): SearchJob {
  const [training, validation] = [examples(target, rows, 1), examples(target, rows / 2, 2)];
  return {
    spec: { ...spec, ...changes },
    width: 1,
    trainingGraph,
    training: () => training,
    validation,
    seed: 2,
  };
}

const schedule: SearchSchedule = {
  ...searchSchedules.quick,
  epochs: 30,
  heatUp: 6,
  architecture: 4,
  weightRate: { ...searchSchedules.quick.weightRate, start: 2e-2 },
};
const short: SearchSchedule = { ...schedule, epochs: 5, heatUp: 2, interval: 2, architecture: 2 };
const search = (
  { spec, ...job }: SearchJob,
  { gates = 'batch', gradient = 'two-path', schedule: own = schedule, ...options }: Options = {},
) =>
  searchArchitecture(
    { ...job, spec: { ...spec, gates, gradient, schedule: own } },
    { backend: 'simd', threads: 1, ...options },
  );
type Options = SearchOptions & Partial<Pick<SearchSpec, 'gates' | 'gradient' | 'schedule'>>;

/** Mean probability of an operation over the edges to the cell's last node. */
const share = ({ probabilities }: SearchTurn, operation: Operation): number =>
  probabilities.slice(2).reduce((sum, p) => sum + p[spec.operations.indexOf(operation)]! / 3, 0);

describe('finds what is needed', () => {
  test('a bend where the target bends', async () => {
    const { history, genotype } = await search(jobOf(kinks));
    const end = history.at(-1)!;
    expect(share(end, 'relu')).toBeGreaterThan(0.7);
    expect(genotype.cells[0]!.edges.slice(2).map((e) => e.operation)).toEqual(['relu', 'relu']);
    expect(genotype).toEqual(end.genotype);
    expect(end.entropy).toBeLessThan(history[0]!.entropy);
    // The variance of the target is 2/3.
    expect(end.validation).toBeLessThan(0.1);
  });

  test('control: nothing that costs where there is nothing to learn', async () => {
    const costs = (width: number) => ({ relu: width / 16 }) as Readonly<Record<Operation, number>>;
    const { history, genotype } = await search(jobOf(noise, { latency: 0.05 }), { costs });
    const end = history.at(-1)!;
    expect(share(end, 'relu')).toBeLessThan(0.1);
    expect(genotype.cells[0]!.edges.every((e) => e.operation === 'skip_connect')).toBe(true);
    expect(history[0]!.latency).toBeGreaterThan(2 * end.latency);
    expect(end.latency).toBeGreaterThan(0);
  });

  test.each(
    (['batch', 'example'] as const).flatMap((gates) =>
      (['two-path', 'sampled', 'full'] as const).map((gradient) => [gates, gradient] as const),
    ),
  )('gates by %s, gradient %s: learns', async (gates, gradient) => {
    const some = { ...schedule, epochs: 14, architecture: 3 };
    const { history } = await search(jobOf(kinks), { gates, gradient, schedule: some });
    expect(history).toHaveLength(5);
    expect(history.at(-1)!.validation).toBeLessThan(0.3);
    expect(history.at(-1)!.entropy).toBeLessThan(Math.log(3) - 0.01);
  });
});

describe('a search that was stopped', () => {
  test('goes on after any pass, bit for bit', async () => {
    const job = jobOf(kinks, {}, 512);
    const states: SearchState[] = [];
    const whole = await search(job, {
      schedule: short,
      save: (state) => {
        states.push(structuredClone(state));
      },
    });
    expect(states.map((s) => [s.epoch, s.architectureEpoch])).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
      [2, 2],
      [3, 2],
      [4, 2],
      [4, 3],
      [4, 4],
      [5, 4],
    ]);
    for (const from of states) expect(await search(job, { schedule: short, from })).toEqual(whole);
    // Control: another seed is another search.
    const other = await search({ ...job, seed: 3 }, { schedule: short });
    expect(other.params).not.toEqual(whole.params);
  });

  test('stops between two updates', async () => {
    const controller = new AbortController();
    let updates = 0;
    const run = search(jobOf(kinks, {}, 512), {
      signal: controller.signal,
      onBatch: (done) => {
        expect(done >= 0 && done < 1).toBe(true);
        if (++updates === 5) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(updates).toBe(5);
  });
});

test('any number of threads gives the same bits', async () => {
  const job = jobOf(kinks, {}, 1024);
  const large = { ...short, batch: 512, architectureBatch: 512 };
  const alone = await search(job, { schedule: large });
  expect(await search(job, { schedule: large, threads: 2 })).toEqual(alone);
});

test('what a batch did not go through keeps its weights', async () => {
  const job = jobOf(kinks, { operations: ['simple_dense', 'relu', 'none'] }, 64);
  const one = { ...short, epochs: 1, heatUp: 1, architecture: 0 };
  const { supernet, params } = await search(job, { schedule: one });
  const before = initParams(supernet, job.seed);
  const moved = paramLayout(supernet).params.filter(({ offset, rows, width }) =>
    params.subarray(offset, offset + rows * width).some((x, i) => x !== before[offset + i]),
  );
  const candidates = (names: readonly { name: string }[]) =>
    new Set(names.map(({ name }) => name).filter((name) => name.includes('simple_dense')));
  const all = candidates(paramLayout(supernet).params).size;
  expect(candidates(moved).size % 4).toBe(0);
  expect(candidates(moved).size).toBeGreaterThan(0);
  expect(candidates(moved).size).toBeLessThan(all);
  expect(moved.map(({ name }) => name)).toContain('head/weights');
  expect(moved.map(({ name }) => name)).not.toContain('gates/shift');
});

test('the network found inherits its weights', async () => {
  const { genotype, supernet, params } = await search(jobOf(kinks, {}, 512), { schedule: short });
  const final = trainingGraph((g, x) => buildCells(g, x, genotype, { width: 1, multiplier: 16 }));
  const inherited = inheritWeights(supernet, params, final);
  const place = (graph: typeof final, name: string) =>
    paramLayout(graph).params.find((p) => p.name === name)!;
  const [from, to] = [place(supernet, 'head/weights'), place(final, 'head/weights')];
  expect(inherited.slice(to.offset, to.offset + 16)).toEqual(params.slice(from.offset, from.offset + 16));
});

describe('is refused', () => {
  test('when latency is to count and was not measured', async () => {
    const error = await search(jobOf(kinks, { latency: 1 })).catch((e: unknown) => e);
    expect(isCrnGridError(error, 'AbstractionError')).toBe(true);
  });

  test('when the loss is no number', async () => {
    const job = jobOf(() => Number.NaN, {}, 128);
    const error = await search(job).catch((e: unknown) => e);
    expect(isCrnGridError(error, 'AbstractionError')).toBe(true);
  });
});
