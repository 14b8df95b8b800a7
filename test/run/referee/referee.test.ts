import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { openLattice } from '../../../src/grid/lattice.ts';
import type { Lattice } from '../../../src/grid/space.ts';
import { type RefereeJob, refereeRun } from '../../../src/run/referee/referee.ts';
import { misfit } from '../../support/chi-square.ts';
import { expm, lawAfter, walkGenerator } from '../../support/expm.ts';
import { lattice, lattices, nameOf } from '../../support/spaces.ts';

const walkers = crn('A -> 0 @ 0');
const birthDeath = crn('0 -> X @ birth\nX -> 0 @ death');

/** A tree reads better with its defaults in one place. */
const job = (given: Partial<RefereeJob> & Pick<RefereeJob, 'network' | 'lattice' | 'start'>): RefereeJob => ({
  rates: new Float64Array(given.network.rates.length),
  hops: [],
  until: 1,
  every: 1,
  seed: 1,
  ...given,
});

function poissonLaw(mean: number): Float64Array {
  const law = new Float64Array(Math.ceil(mean + 40 + 12 * Math.sqrt(mean)));
  law[0] = Math.exp(-mean);
  for (let k = 1; k < law.length; k++) law[k] = (law[k - 1]! * mean) / k;
  return law;
}

describe('hops alone: the exponential of the lattice Laplacian', () => {
  for (const l of lattices(3, 2))
    test(nameOf(l), () => {
      const rate = Float64Array.from({ length: 6 }, (_, cell) => 0.1 + 0.1 * cell);
      const start = new Int32Array(6);
      start[1] = 40_000;
      const walk = (by: number): Float64Array => {
        const hops = [{ species: 0, rate: rate.map((r) => r * by) }];
        const { counts, lost } = refereeRun(
          job({ network: walkers, lattice: l, start, hops, until: 0.8, every: 0.8 }),
        );
        return Float64Array.from([...counts.subarray(6), lost]);
      };
      const law = lawAfter(
        walkGenerator(openLattice(l), (cell) => rate[cell]!),
        1,
        0.8,
      );
      expect(walk(1).reduce((a, b) => a + b)).toBe(40_000);
      expect(misfit(walk(1), law)).toBeLessThan(1);
      expect(misfit(walk(1.1), law)).toBeGreaterThan(1);
    });
});

describe('birth, death and hops: a product of Poisson laws', () => {
  const l = lattice(3, 2, 'absorb', 4);
  const birth = [6, 0, 1, 0, 2, 0];
  const death = 0.5;
  const hopRate = 0.4;
  const until = 1.2;
  const repeats = 6000;

  /** Mean counts at the end from an empty grid: d m / dt = Qᵀ m − death·m + birth. */
  function means(): Float64Array {
    const walk = walkGenerator(openLattice(l), () => hopRate);
    const n = 7;
    const values = new Float64Array(n * n);
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) values[i * n + j] = walk.values[j * n + i]!;
      values[i * n + i]! -= death;
      values[i * n + 6] = birth[i]!;
    }
    const e = expm({ n, values }, until).values;
    return Float64Array.from({ length: 6 }, (_, i) => e[i * n + 6]!);
  }

  /** Tallies of the counts of each cell, and of their sum, over many runs. */
  function tally(by: number): Int32Array[] {
    const seen = Array.from({ length: 7 }, () => new Int32Array(80));
    const rates = Float64Array.from(birth.flatMap((b) => [b * by, death]));
    const hops = [{ species: 0, rate: hopRate }];
    for (let seed = 0; seed < repeats; seed++) {
      const { counts } = refereeRun(
        job({
          network: birthDeath,
          lattice: l,
          start: new Int32Array(6),
          rates,
          hops,
          until,
          every: until,
          seed,
        }),
      );
      const end = counts.subarray(6);
      end.forEach((n, cell) => {
        seen[cell]![n]!++;
      });
      seen[6]![end.reduce((a, b) => a + b)]!++;
    }
    return seen;
  }

  test('each cell is Poisson, and so is their sum: they are independent', () => {
    const exact = means();
    const seen = tally(1);
    exact.forEach((m, cell) => {
      expect(misfit(seen[cell]!, poissonLaw(m))).toBeLessThan(1);
    });
    expect(misfit(seen[6]!, poissonLaw(exact.reduce((a, b) => a + b)))).toBeLessThan(1);
  });

  test('control: births 10 % up are caught', () => {
    const exact = means();
    const seen = tally(1.1);
    expect(misfit(seen[0]!, poissonLaw(exact[0]!))).toBeGreaterThan(1);
    expect(misfit(seen[6]!, poissonLaw(exact.reduce((a, b) => a + b)))).toBeGreaterThan(1);
  });
});

describe('what must not change does not', () => {
  test('dimers and monomers that hop keep their atoms, frame by frame', () => {
    const network = crn('2 A <-> B @ bind, split');
    const start = Int32Array.from({ length: 40 }, (_, i) => (i * 13) % 9);
    const { counts, times, events } = refereeRun(
      job({
        network,
        lattice: lattice(5, 4, 'wrap', 8),
        start,
        rates: Float64Array.of(0.3, 0.2),
        hops: [
          { species: 0, rate: 0.5 },
          { species: 1, rate: 0.1 },
        ],
        until: 20,
        every: 0.5,
      }),
    );
    const atoms = (frame: Int32Array): number => frame.reduce((s, n, i) => s + (i % 2 === 0 ? n : 2 * n), 0);
    expect(times).toHaveLength(41);
    expect(times[40]).toBe(20);
    for (let f = 0; f <= 40; f++) expect(atoms(counts.subarray(40 * f, 40 * f + 40))).toBe(atoms(start));
    expect(counts.subarray(0, 40)).toEqual(start);
    expect(counts.subarray(1600)).not.toEqual(start);
    expect(events).toBeGreaterThan(1000);
  });

  test('an absorbing state stays, for ever', () => {
    const network = crn('A + B -> 2 B @ 1\nB -> 0 @ 1');
    const start = Int32Array.of(9, 0, 0, 0);
    const { counts, events } = refereeRun(
      job({ network, lattice: lattice(2, 1, 'wrap', 4), start, until: 1e9, every: 1e9 }),
    );
    expect(counts.subarray(4)).toEqual(start);
    expect(events).toBe(0);
  });

  test('same seed, same run; another seed, another', () => {
    const one = (seed: number): Int32Array =>
      refereeRun(
        job({
          network: birthDeath,
          lattice: lattice(2, 2, 'reflect', 4),
          start: new Int32Array(4),
          rates: Float64Array.of(9, 1),
          until: 4,
          seed,
        }),
      ).counts;
    expect(one(3)).toEqual(one(3));
    expect(one(3)).not.toEqual(one(4));
  });
});

describe('what it cannot do is refused', () => {
  const l: Lattice = lattice(2, 1, 'reflect', 4);
  const good = job({
    network: birthDeath,
    lattice: l,
    start: new Int32Array(2),
    rates: Float64Array.of(1, 1),
  });
  test.each([
    [{ network: crn('X -> 0 @ death\nat 3: X = 5'), rates: Float64Array.of(1) }, /has an event/],
    [{ network: crn('X -> 0 @ {X * t}'), rates: new Float64Array(0) }, /reads the time/],
    [{ rates: new Float64Array(3) }, /there are 3 rates/],
    [{ start: new Int32Array(3) }, /has 3 counts/],
    [{ start: Int32Array.of(1, -1) }, /negative count/],
    [{ hops: [{ species: 0, rate: -1 }] }, /rate is -1/],
    [{ hops: [{ species: 4, rate: 1 }] }, /species 4 hops/],
    [{ until: Number.NaN }, /`until` is NaN/],
    [{ every: 0 }, /`every` is 0/],
    [{ rates: Float64Array.of(-1, 1) }, /propensity is -1/],
    [{ rates: Float64Array.of(Number.NaN, 1) }, /propensity is NaN/],
    [{ rates: Float64Array.of(50, 0), mostEvents: 10 }, /more than 10 events/],
  ] as [Partial<RefereeJob>, RegExp][])('%#: %o', (change, message) => {
    expect(() => refereeRun({ ...good, ...change })).toThrow(message);
  });
});
