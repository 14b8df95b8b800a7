import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import type { Kernel, KernelSpec } from '../../src/kernels/kernel.ts';
import { learnedShape, openKernel } from '../../src/kernels/open-kernel.ts';
import { hasRoutes, type RouteName, routes } from '../../src/kernels/routes.ts';
import { hybrid, learnedSpec, mdn, ssa, tau, van } from '../../src/kernels/specs.ts';
import { bees, sir } from '../support/networks.ts';
import { randomAbstraction } from './learned/random-abstraction.ts';
import { randomGaussian } from './learned/random-gaussian.ts';

const { network } = bees;
const rates = Float64Array.from(bees.rates);
const abstraction = randomAbstraction(network, { rates: bees.rates });
const { shape } = abstraction;
const dt = 0.5;

const open = (spec: KernelSpec, of = abstraction): Promise<Kernel> =>
  openKernel(spec, { network, dt, abstraction: of });

/** Rows that are empty, quiet, busy, and outside the training domain of 40; more than are noted at a time. */
const rows = 20_011;
const kindOf = (row: number): number => (row * row + (row >> 3)) % 4;
const kinds = [
  [12, 0, 3, 0],
  [1, 0, 0, 1],
  [9, 8, 0, 30],
  [41, 1, 0, 3],
] as const;
const start = Int32Array.from({ length: 4 * rows }, (_, i) => kinds[kindOf(i >> 2)]![i & 3]!);

async function noted(kernel: Kernel, first = 0, last = rows) {
  const [counts, way] = [start.slice(4 * first, 4 * last), new Uint8Array(last - first).fill(99)];
  kernel.step(counts, rates, 0, dt, { seed: 3, step: 4, firstAgent: first }, undefined, way);
  return { counts, way };
}

const tallied = (way: Uint8Array, ...names: readonly RouteName[]): number =>
  way.filter((v) => names.includes(routes[v]!)).length;

const specs = {
  mdn: mdn(shape),
  'mdn outside: learned': mdn({ ...shape, outside: 'learned' }),
  hybrid: hybrid({ ...shape, exactBelow: 1 }),
} satisfies Record<string, KernelSpec>;

describe.each(Object.entries(specs))('%s', (_, spec) => {
  test('notes for each row what it tallies for all, and steps them as it does without', async () => {
    const kernel = await open(spec);
    const { counts, way } = await noted(kernel);
    const { exact, learned, skipped, outside } = kernel.tally;
    expect(tallied(way, 'skipped')).toBe(skipped);
    expect(tallied(way, 'exact', 'outside')).toBe(exact);
    expect(tallied(way, 'outside')).toBe(outside);
    expect(tallied(way, 'learned', 'beyond')).toBe(learned);
    expect(tallied(way, 'skipped', 'exact', 'outside', 'learned', 'beyond')).toBe(rows);

    const plain = start.slice();
    (await open(spec)).step(plain, rates, 0, dt, { seed: 3, step: 4, firstAgent: 0 });
    expect(counts).toEqual(plain);
  });

  test('the way of a row is its own: cut into tiles, it is the same', async () => {
    const whole = (await noted(await open(spec))).way;
    const kernel = await open(spec);
    for (const [first, last] of [
      [0, 1],
      [1, 5004],
      [5004, rows],
    ] as const)
      expect((await noted(kernel, first, last)).way).toEqual(whole.subarray(first, last));
    // Control: rows do go different ways.
    expect(new Set(whole).size).toBeGreaterThanOrEqual(3);
  });

  test('which way follows from the counts alone', async () => {
    const { way } = await noted(await open(spec));
    // None, 0.075, 49 and 1.25 events expected; the last row lies outside.
    const expected: readonly RouteName[] = [
      'skipped',
      spec.kind === 'hybrid' ? 'exact' : 'learned',
      'learned',
      spec.outside === 'learned' ? 'beyond' : 'outside',
    ];
    const wrong = Array.from(way.keys()).filter((row) => routes[way[row]!] !== expected[kindOf(row)]);
    expect(wrong).toEqual([]);
  });
});

test('rows by number are noted under their numbers, others left alone; memory of its own or not', async () => {
  const whole = (await noted(await open(specs.mdn))).way;
  const kernel = (await open(specs.mdn)) as Kernel & {
    stepRows(...call: readonly unknown[]): void;
  };
  const some = Uint32Array.of(7, 3, 19_999, 12, 4);
  const way = new Uint8Array(rows).fill(99);
  const rng = { seed: 3, step: 4, firstAgent: 0 };
  kernel.stepRows(start.slice(), some, some.length, rates, 0, dt, rng, undefined, way);
  expect(Array.from(way).flatMap((v, row) => (v === 99 ? [] : [row]))).toEqual(
    Array.from(some).sort((a, b) => a - b),
  );
  for (const row of some) expect(way[row]).toBe(whole[row]);
});

test('a draw that was taken back is exact; without the noting nothing is written', async () => {
  const bounded = crn('0 -> X @ {k * (30 - X)}\nX -> 0 @ d') as Network;
  const of = randomAbstraction(bounded, { rates: [1, 0.2], wild: 0.3 });
  const kernel = await openKernel(learnedSpec(of.shape), { network: bounded, dt, abstraction: of });
  const way = new Uint8Array(3000);
  const step = (noting?: Uint8Array): void =>
    kernel.step(
      new Int32Array(3000).fill(28),
      Float64Array.of(1, 0.2),
      0,
      dt,
      { seed: 1, step: 0, firstAgent: 5 },
      undefined,
      noting,
    );
  step(way);
  expect(kernel.tally.exact).toBeGreaterThan(150);
  expect(tallied(way, 'exact')).toBe(kernel.tally.exact);
  expect(tallied(way, 'learned')).toBe(kernel.tally.learned);
  const before = way.slice();
  step();
  expect(way).toEqual(before);
});

test('a kernel that looks back steps rows exactly that do not know enough, and says so', async () => {
  const of = randomGaussian(sir.network, { rates: sir.rates, hidden: [6], past: 3, outside: 'learned' });
  const kernel = await openKernel(mdn({ ...of.shape, outside: 'learned' }), {
    network: sir.network,
    dt: of.dt,
    abstraction: of,
  });
  const species = sir.network.species.length;
  const counts = new Int32Array(40 * species).fill(10);
  const known = Int32Array.from({ length: 40 }, (_, row) => row % 3);
  const history = { counts: new Int32Array(40 * 2 * species).fill(10), known: known.slice() };
  const way = new Uint8Array(40);
  kernel.step(
    counts,
    Float64Array.from(sir.rates),
    0,
    of.dt,
    { seed: 1, step: 0, firstAgent: 0 },
    history,
    way,
  );
  way.forEach((v, row) => {
    expect(routes[v] === 'exact').toBe(known[row]! < 2);
  });
});

test('learned kernels have routes, others have none', () => {
  for (const spec of [ssa(), tau(), mdn(), van(), hybrid({ exactBelow: 1 })])
    expect(hasRoutes(spec)).toBe(learnedShape(spec) !== undefined);
});
