import { describe, expect, test } from 'vitest';
import { type HopRule, openHop } from '../../src/grid/hopping.ts';
import { openLattice } from '../../src/grid/lattice.ts';
import type { Lattice } from '../../src/grid/space.ts';
import { cutTiles } from '../../src/grid/tiles.ts';
import { misfit } from '../support/chi-square.ts';
import { lawAfter, walkGenerator } from '../support/expm.ts';
import { hopOnce } from '../support/hop-once.ts';
import { lattice, lattices, nameOf } from '../support/spaces.ts';

type Rate = number | Float64Array;
const times = (rate: Rate, by: number): Rate =>
  typeof rate === 'number' ? rate * by : rate.map((r) => r * by);
const at = (rate: Rate, cell: number): number => (typeof rate === 'number' ? rate : rate[cell]!);

/** Where walkers from `from` are after tau, shape [cells + 1], the last entry outside. */
function exactLaw(l: Lattice, rate: Rate, from: number, tau: number): Float64Array {
  return lawAfter(
    walkGenerator(openLattice(l), (cell) => at(rate, cell)),
    from,
    tau,
  );
}

/** Releases `crowd` molecules in one cell, `times` times, and counts where they end. */
function release(
  l: Lattice,
  rate: Rate,
  from: number,
  tau: number,
  crowd: number,
  repeats: number,
): Float64Array {
  const cells = l.width * l.height;
  const counts = new Int32Array(cells);
  const hop = hopOnce({
    hopper: openHop(l, [{ species: 0, rate }]),
    rules: 1,
    counts,
    species: 1,
    tiles: cutTiles(l, 2),
    tau,
    seed: 2024,
  });
  const seen = new Float64Array(cells + 1);
  for (let i = 0; i < repeats; i++) {
    counts.fill(0);
    counts[from] = crowd;
    seen[cells]! += hop(i);
    for (let cell = 0; cell < cells; cell++) seen[cell]! += counts[cell]!;
  }
  return seen;
}

/** Fits the exact law, and a rate 10 % off does not: chance of a false alarm 1e-9 each. */
function followsTheLaw(
  l: Lattice,
  rate: Rate,
  from: number,
  tau: number,
  crowd: number,
  repeats: number,
): void {
  const law = exactLaw(l, rate, from, tau);
  expect(misfit(release(l, rate, from, tau, crowd, repeats), law)).toBeLessThan(1);
  expect(misfit(release(l, times(rate, 1.1), from, tau, crowd, repeats), law)).toBeGreaterThan(1);
}

describe('law of one molecule: the exponential of the lattice Laplacian', () => {
  for (const l of [...lattices(4, 3), ...lattices(1, 5), ...lattices(2, 2)]) {
    test(`${nameOf(l)}, from a corner`, () =>
      followsTheLaw(l, 0.8, 0, 1 / openLattice(l).neighbours(0).length, 1, 60_000));
    if (l.width === 4) test(`${nameOf(l)}, from within`, () => followsTheLaw(l, 0.8, 5, 0.25, 1, 50_000));
  }
});

describe('law of a crowd, split by binomials', () => {
  for (const l of lattices(5, 4)) {
    test(`${nameOf(l)}`, () => followsTheLaw(l, 0.5, 6, 0.5, 20_000, 6));
    test(`${nameOf(l)}, many steps each`, () => followsTheLaw(l, 0.5, 0, 0.9, 20_000, 8));
  }
});

describe('walkers that go too far for a table', () => {
  // 8 steps each way: lengths up to 37.
  for (const l of [lattice(61, 1, 'reflect', 4), lattice(61, 2, 'wrap', 8)]) {
    test(`${nameOf(l)}, one by one`, () => followsTheLaw(l, 8, 20, 1, 1, 30_000));
    test(`${nameOf(l)}, a crowd`, () => followsTheLaw(l, 8, 20, 1, 30_000, 1));
  }
});

describe('far from the edge walkers are free, near it they are not', () => {
  // 15 × 15 at 0.01 steps each way: only cells within 5 of the middle or so are free.
  for (const l of lattices(15, 15).filter((l) => l.edge !== 'wrap'))
    test(nameOf(l), () => {
      followsTheLaw(l, 0.01, 112, 1, 500_000, 1);
      followsTheLaw(l, 0.01, 15, 1, 300_000, 1);
    });
});

describe('rates per cell are those of the cell that is left', () => {
  for (const l of lattices(4, 3)) {
    const rate = Float64Array.from({ length: 12 }, (_, cell) => (cell === 6 ? 0 : 0.2 + 0.15 * cell));
    test(`${nameOf(l)}, one by one`, () => followsTheLaw(l, rate, 1, 0.3, 1, 40_000));
    test(`${nameOf(l)}, a crowd`, () => followsTheLaw(l, rate, 5, 0.7, 10_000, 4));
  }

  test('equal rates are one rate, bit for bit', () => {
    const l = lattice(4, 3, 'wrap', 8);
    const one = release(l, 0.4, 5, 0.5, 1000, 5);
    expect(release(l, new Float64Array(12).fill(0.4), 5, 0.5, 1000, 5)).toEqual(one);
  });

  test('nobody leaves a cell of rate 0', () => {
    const l = lattice(3, 1, 'reflect', 4);
    expect(Array.from(release(l, Float64Array.of(1, 0, 1), 1, 9, 50, 3))).toEqual([0, 150, 0, 0]);
  });
});

describe('molecules are conserved to the last one over 10 000 steps', () => {
  for (const l of lattices(6, 5).filter((l) => l.edge !== 'absorb'))
    test(nameOf(l), () => {
      const counts = Int32Array.from({ length: 90 }, (_, i) => (i % 7 === 0 ? 40 : i % 3 === 1 ? 2 : 0));
      const totals = (): number[] =>
        [0, 1, 2].map((s) => counts.reduce((sum, n, i) => (i % 3 === s ? sum + n : sum), 0));
      const before = totals();
      const rules: HopRule[] = [
        { species: 2, rate: Float64Array.from({ length: 30 }, (_, cell) => cell / 30) },
        { species: 0, rate: 0.3 },
      ];
      const hop = hopOnce({
        hopper: openHop(l, rules),
        rules: 2,
        counts,
        species: 3,
        tiles: cutTiles(l, 3),
        tau: 0.4,
        seed: 5,
      });
      const resting = counts.filter((_, i) => i % 3 === 1);
      let moved = 0;
      for (let step = 0; step < 10_000; step++) {
        const first = counts[0];
        if (hop(step) !== 0) throw new Error('lost without an absorbing edge');
        if (counts[0] !== first) moved++;
        if (counts.some((n) => n < 0)) throw new Error(`a negative count in step ${step}`);
      }
      expect(totals()).toEqual(before);
      expect(counts.filter((_, i) => i % 3 === 1)).toEqual(resting);
      // Control: they did move.
      expect(moved).toBeGreaterThan(1000);
    });

  test('over an absorbing edge, what is lost is what is missing', () => {
    const l = lattice(6, 5, 'absorb', 8);
    const counts = new Int32Array(30).fill(50);
    const hopper = openHop(l, [{ species: 0, rate: 0.1 }]);
    const hop = hopOnce({ hopper, rules: 1, counts, species: 1, tiles: cutTiles(l, 2), tau: 0.5, seed: 1 });
    let lost = 0;
    for (let step = 0; step < 5; step++) lost += hop(step);
    expect(lost).toBeGreaterThan(50);
    expect(lost + counts.reduce((a, b) => a + b)).toBe(1500);
  });
});

describe('tiles change no bit', () => {
  for (const l of lattices(9, 15))
    test(nameOf(l), () => {
      const run = (n: number, backwards = false): { counts: Int32Array; lost: number } => {
        const cells = l.width * l.height;
        const counts = Int32Array.from({ length: 2 * cells }, (_, i) => (i % 11 === 0 ? 300 : i % 4));
        const rules: HopRule[] = [
          { species: 0, rate: 0.7 },
          { species: 1, rate: Float64Array.from({ length: cells }, (_, cell) => (cell % 5) / 5) },
        ];
        const tiles = cutTiles(l, n);
        if (backwards) tiles.reverse();
        const hop = hopOnce({
          hopper: openHop(l, rules),
          rules: 2,
          counts,
          species: 2,
          tiles,
          tau: 0.6,
          seed: 77,
        });
        let lost = 0;
        for (let step = 0; step < 25; step++) lost += hop(step);
        return { counts, lost };
      };
      const whole = run(1);
      for (const n of [2, 3, 5]) expect(run(n)).toEqual(whole);
      expect(run(5, true)).toEqual(whole);
    });

  test('one row is cut along it', () => {
    const l = lattice(20, 1, 'wrap', 4);
    const run = (n: number): Int32Array => {
      const counts = new Int32Array(20).fill(9);
      const hopper = openHop(l, [{ species: 0, rate: 2 }]);
      const hop = hopOnce({ hopper, rules: 1, counts, species: 1, tiles: cutTiles(l, n), tau: 1, seed: 3 });
      for (let step = 0; step < 20; step++) hop(step);
      return counts;
    };
    expect(run(7)).toEqual(run(1));
  });

  test('control: another seed gives another run', () => {
    const l = lattice(4, 3, 'wrap', 4);
    const one = (seed: number): Int32Array => {
      const counts = new Int32Array(12).fill(20);
      const hopper = openHop(l, [{ species: 0, rate: 1 }]);
      hopOnce({ hopper, rules: 1, counts, species: 1, tiles: cutTiles(l, 1), tau: 1, seed })(0);
      return counts;
    };
    expect(one(1)).not.toEqual(one(2));
  });
});

test('no time, no move', () => {
  expect(Array.from(release(lattice(3, 1, 'wrap', 4), 5, 1, 0, 10, 2))).toEqual([0, 20, 0, 0]);
});

describe('impossible rules are refused', () => {
  const l = lattice(3, 3, 'reflect', 8);
  test.each([
    [[{ species: 0, rate: -1 }], /rate is -1/],
    [[{ species: 0, rate: Number.NaN }], /rate is NaN/],
    [[{ species: 0, rate: new Float64Array(4) }], /4 rates for 9 cells/],
    [[{ species: 0, rate: new Float64Array(9).fill(-2) }], /rate of cell 0 is -2/],
    [
      [
        { species: 1, rate: 1 },
        { species: 1, rate: 2 },
      ],
      /species 1 has two rules/,
    ],
  ] as [HopRule[], RegExp][])('%o', (rules, message) => {
    expect(() => openHop(l, rules)).toThrow(message);
  });

  test('a molecule that would walk for ever', () => {
    expect(() => release(l, 1e6, 4, 1, 1, 1)).toThrow(/8000000 steps/);
    expect(() => release(l, 1, 4, Number.NaN, 1, 1)).toThrow(/time to hop is NaN/);
  });

  test('a cell that would overflow', () => {
    const counts = Int32Array.of(2_000_000_000, 2_000_000_000);
    const pair = lattice(2, 1, 'reflect', 4);
    const rates = Float64Array.of(1e-6, 0);
    const hopper = openHop(pair, [{ species: 0, rate: rates }]);
    const hop = hopOnce({ hopper, rules: 1, counts, species: 1, tiles: cutTiles(pair, 1), tau: 1, seed: 1 });
    counts[1] = 2 ** 31 - 100;
    expect(() => hop(0)).toThrow(/more than 2147483647 molecules/);
  });
});
