import { describe, expect, test } from 'vitest';
import { type HopRule, openHop } from '../../src/grid/hopping.ts';
import { openLattice } from '../../src/grid/lattice.ts';
import type { Lattice } from '../../src/grid/space.ts';
import { cutTiles } from '../../src/grid/tiles.ts';
import { createMemory } from '../../src/wasm/memory.ts';
import { misfit } from '../support/chi-square.ts';
import { lawAfter, walkGenerator } from '../support/expm.ts';
import { openGrid } from '../support/hop-once.ts';
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
  const { counts, hop } = openGrid({
    lattice: l,
    rules: [{ species: 0, rate }],
    start: new Int32Array(cells),
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
      const start = Int32Array.from({ length: 90 }, (_, i) => (i % 7 === 0 ? 40 : i % 3 === 1 ? 2 : 0));
      const totals = (of: Int32Array): number[] =>
        [0, 1, 2].map((s) => of.reduce((sum, n, i) => (i % 3 === s ? sum + n : sum), 0));
      const rules: HopRule[] = [
        { species: 2, rate: Float64Array.from({ length: 30 }, (_, cell) => cell / 30) },
        { species: 0, rate: 0.3 },
      ];
      const { counts, hop } = openGrid({
        lattice: l,
        rules,
        start,
        species: 3,
        tiles: cutTiles(l, 3),
        tau: 0.4,
        seed: 5,
      });
      let moved = 0;
      for (let step = 0; step < 10_000; step++) {
        const first = counts[0];
        if (hop(step) !== 0) throw new Error('lost without an absorbing edge');
        if (counts[0] !== first) moved++;
        if (counts.some((n) => n < 0)) throw new Error(`a negative count in step ${step}`);
      }
      expect(totals(counts)).toEqual(totals(start));
      const resting = (_: number, i: number): boolean => i % 3 === 1;
      expect(counts.filter(resting)).toEqual(start.filter(resting));
      // Control: they did move.
      expect(moved).toBeGreaterThan(1000);
    });

  test('over an absorbing edge, what is lost is what is missing', () => {
    const l = lattice(6, 5, 'absorb', 8);
    const start = new Int32Array(30).fill(50);
    const rules = [{ species: 0, rate: 0.1 }];
    const grid = { lattice: l, rules, start, species: 1, tiles: cutTiles(l, 2), tau: 0.5, seed: 1 };
    const { counts, hop } = openGrid(grid);
    let lost = 0;
    for (let step = 0; step < 5; step++) lost += hop(step);
    expect(lost).toBeGreaterThan(50);
    expect(lost + counts.reduce((a, b) => a + b)).toBe(1500);
  });
});

describe('the emitted module draws as its oracle in JavaScript does', () => {
  const sizes = [
    [9, 15, 0.05],
    [33, 37, 0.02],
    [6, 5, 0.7],
    [90, 3, 0.3],
  ] as const;
  for (const [width, height, rate] of sizes)
    for (const l of lattices(width, height))
      test(nameOf(l), () => {
        const cells = width * height;
        const grid = {
          lattice: l,
          rules: [
            { species: 2, rate },
            { species: 0, rate: 20 * rate },
            { species: 1, rate: Float64Array.from({ length: cells }, (_, cell) => ((cell % 5) * rate) / 2) },
            { species: 4, rate: 0 },
          ],
          // Empty stretches, single molecules, dozens, and crowds past every table.
          start: Int32Array.from({ length: 5 * cells }, (_, i) =>
            i % 97 === 0 ? 6000 : i % 11 === 0 ? 300 : i % 200 < 60 ? 0 : i % 7,
          ),
          species: 5,
          tiles: cutTiles(l, 2),
          tau: 0.6,
          seed: 7 + 2 ** 40,
        };
        const [ours, oracle] = [openGrid(grid), openGrid(grid, 'oracle')];
        for (let step = 0; step < 3; step++) {
          expect(ours.hop(step)).toBe(oracle.hop(step));
          expect(ours.counts).toEqual(oracle.counts);
        }
        // Control: they have moved.
        expect(ours.counts).not.toEqual(grid.start);
      });
});

describe('tiles change no bit', () => {
  for (const l of lattices(9, 15))
    test(nameOf(l), () => {
      const run = (n: number, backwards = false): { counts: Int32Array; lost: number } => {
        const cells = l.width * l.height;
        const start = Int32Array.from({ length: 2 * cells }, (_, i) => (i % 11 === 0 ? 300 : i % 4));
        const rules: HopRule[] = [
          { species: 0, rate: 0.7 },
          { species: 1, rate: Float64Array.from({ length: cells }, (_, cell) => (cell % 5) / 5) },
        ];
        const tiles = cutTiles(l, n);
        if (backwards) tiles.reverse();
        const grid = { lattice: l, rules, start, species: 2, tiles, tau: 0.6, seed: 77 };
        const { counts, hop } = openGrid(grid);
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
      const start = new Int32Array(20).fill(9);
      const rules = [{ species: 0, rate: 2 }];
      const grid = { lattice: l, rules, start, species: 1, tiles: cutTiles(l, n), tau: 1, seed: 3 };
      const { counts, hop } = openGrid(grid);
      for (let step = 0; step < 20; step++) hop(step);
      return counts;
    };
    expect(run(7)).toEqual(run(1));
  });

  test('control: another seed gives another run', () => {
    const l = lattice(4, 3, 'wrap', 4);
    const one = (seed: number): Int32Array => {
      const start = new Int32Array(12).fill(20);
      const rules = [{ species: 0, rate: 1 }];
      const grid = { lattice: l, rules, start, species: 1, tiles: cutTiles(l, 1), tau: 1, seed };
      const { counts, hop } = openGrid(grid);
      hop(0);
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

  test('memory without tables, and arrays outside of it', () => {
    const hop = openHop(l, [{ species: 0, rate: 1 }]);
    expect(() => hop.compile(new WebAssembly.Memory({ initial: 1 }), 1)).toThrow(/no tables/);
    const hopper = hop.compile(createMemory(65536), 1);
    const counts = new Int32Array(9);
    const call = { counts, species: 1, first: 0, last: 9, arrivals: counts, mail: counts };
    expect(() => hopper.takeMail(call)).toThrow(/outside the memory/);
  });

  test.each([
    [2, 1],
    [9, 6],
  ])('a cell that would overflow, of %i', (width, full) => {
    const row = lattice(width, 1, 'reflect', 4);
    const rate = new Float64Array(width);
    rate[full - 1] = 1e-6;
    const start = new Int32Array(width);
    start[full - 1] = 2_000_000_000;
    start[full] = 2 ** 31 - 100;
    const rules = [{ species: 0, rate }];
    const grid = { lattice: row, rules, start, species: 1, tiles: cutTiles(row, 1), tau: 1, seed: 1 };
    const { hop } = openGrid(grid);
    expect(() => hop(0)).toThrow(/more than 2147483647 molecules/);
    expect(() => hop(1)).toThrow(new RegExp(`cell ${full}:`));
  });
});
