import { describe, expect, test } from 'vitest';
import { type FieldRule, openField } from '../../src/grid/fields.ts';
import { openLattice } from '../../src/grid/lattice.ts';
import type { Lattice } from '../../src/grid/space.ts';
import { cutTiles } from '../../src/grid/tiles.ts';
import { createMemory, reserve } from '../../src/wasm/memory.ts';
import { expm, walkGenerator } from '../support/expm.ts';
import { edges, lattice, nameOf } from '../support/spaces.ts';

const rule = (diffusion: number, decay: number, rate = 0): FieldRule => ({
  name: 'smell',
  diffusion,
  decay,
  sources: [{ species: 1, rate }],
});

interface Job {
  readonly l: Lattice;
  readonly r: FieldRule;
  readonly start: Float64Array;
  readonly counts: Int32Array;
  readonly tau: number;
}

/** The field after `times` spans of `tau`, by tiles in turn, each with a machine of its own. */
function advance({ l, r, start, counts, tau }: Job, times = 1, tiles = 1): Float64Array {
  const cells = l.width * l.height;
  const memory = createMemory(2 ** 21 * tiles + 40 * cells, { shared: true });
  const planes = new Float64Array(memory.buffer, reserve(memory, 24 * cells), 3 * cells).fill(Number.NaN);
  planes.set(start);
  const here = new Int32Array(memory.buffer, reserve(memory, 8 * cells), 2 * cells);
  here.set(counts);
  const cut = cutTiles(l, tiles).map((tile) => ({ tile, field: openField(l, r, memory, tau) }));
  const { sweeps } = cut[0]!.field;
  let at = 0;
  for (let i = 0; i < times; i++) {
    for (let sweep = 0; sweep < sweeps; sweep++)
      for (const { tile, field } of cut)
        field.advance({ planes, at, sweep, counts: here, species: 2, ...tile });
    at = cut[0]!.field.after(at);
  }
  return planes.slice(at * cells, (at + 1) * cells);
}

/** The same by the matrix exponential of the equation, the source as one more, constant, unknown. */
function exact({ l, r, start, counts, tau }: Job): Float64Array {
  const cells = l.width * l.height;
  const walk = walkGenerator(openLattice({ ...l, neighbours: 4 }), () => r.diffusion);
  const n = cells + 1;
  const values = new Float64Array(n * n);
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) values[i * n + j] = walk.values[j * n + i]!;
    values[i * n + i]! -= r.decay;
    values[i * n + cells] = r.sources.reduce(
      (s, { species, rate }) => s + rate * counts[2 * i + species]!,
      0,
    );
  }
  const e = expm({ n, values }, tau).values;
  return Float64Array.from({ length: cells }, (_, i) => {
    let sum = e[i * n + cells]!;
    for (let j = 0; j < cells; j++) sum += e[i * n + j]! * start[j]!;
    return sum;
  });
}

function job(l: Lattice, r: FieldRule, tau: number): Job {
  const cells = l.width * l.height;
  return {
    l,
    r,
    tau,
    start: Float64Array.from({ length: cells }, (_, i) => (i % 4 === 0 ? 3 + i : 0)),
    counts: Int32Array.from({ length: 2 * cells }, (_, i) => i % 5),
  };
}

const gap = (a: Float64Array, b: Float64Array): number =>
  a.reduce((worst, v, i) => Math.max(worst, Math.abs(v - b[i]!)), 0);

describe('solves the equation exactly, for any time', () => {
  for (const edge of edges)
    for (const [w, h] of [
      [5, 4],
      [1, 6],
      [2, 3],
      [1, 1],
    ] as const)
      test(nameOf(lattice(w, h, edge, 8)), () => {
        for (const [diffusion, decay, rate, tau] of [
          [0.7, 0, 0, 0.3],
          [0.7, 0.2, 1.5, 1],
          [4, 0.01, 0.2, 10],
          [0.05, 30, 2, 1],
          [0, 0.4, 1, 2],
          [0, 0, 1, 2],
          [1, 0, 3, 1e-6],
          [1, 1e-12, 3, 1],
          [2, 1, 1, 0],
        ] as const) {
          const one = job(lattice(w, h, edge, 8), rule(diffusion, decay, rate), tau);
          expect(gap(advance(one), exact(one))).toBeLessThan(1e-10);
        }
      });

  test('control: a diffusion 10 % off is far away', () => {
    const one = job(lattice(5, 4, 'reflect', 4), rule(0.7, 0.2, 1.5), 1);
    expect(gap(advance({ ...one, r: rule(0.77, 0.2, 1.5) }), exact(one))).toBeGreaterThan(1e-2);
  });

  test('two half spans are one span', () => {
    const one = job(lattice(5, 4, 'absorb', 4), rule(0.7, 0.2, 1.5), 1);
    expect(gap(advance({ ...one, tau: 0.5 }, 2), advance(one))).toBeLessThan(1e-11);
  });
});

describe('mass', () => {
  for (const edge of ['reflect', 'wrap'] as const)
    test(`${edge}: what there was decays, what is secreted is added`, () => {
      const sum = (a: Float64Array): number => a.reduce((s, v) => s + v, 0);
      const free = job(lattice(9, 7, edge, 4), rule(1.3, 0), 0.5);
      expect(sum(advance(free, 200)) / sum(free.start)).toBeCloseTo(1, 11);
      const fed = job(lattice(9, 7, edge, 4), rule(1.3, 0.25, 2), 0.5);
      const secreted = fed.counts.reduce((s, n, i) => (i % 2 === 1 ? s + 2 * n : s), 0);
      const left = Math.exp(-0.25 * 0.5 * 40);
      const expected = sum(fed.start) * left + (secreted * (1 - left)) / 0.25;
      expect(sum(advance(fed, 40)) / expected).toBeCloseTo(1, 11);
    });

  test('absorb: some is lost', () => {
    const one = job(lattice(9, 7, 'absorb', 4), rule(1.3, 0), 0.5);
    expect(advance(one).reduce((s, v) => s + v, 0)).toBeLessThan(one.start.reduce((s, v) => s + v, 0));
  });
});

test('never negative, and nothing comes from nothing', () => {
  const l = lattice(30, 20, 'absorb', 4);
  const one = job(l, rule(25, 3), 2);
  const point = new Float64Array(600);
  point[0] = 1e9;
  expect(Math.min(...advance({ ...one, start: point }))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...advance({ ...one, start: new Float64Array(600) }, 3))).toBe(0);
});

describe('tiles change no bit', () => {
  for (const edge of edges)
    for (const [w, h] of [
      [6, 11],
      [27, 4],
      [1, 9],
      [40, 1],
      [4100, 3],
    ] as const)
      test(nameOf(lattice(w, h, edge, 4)), () => {
        const one = job(lattice(w, h, edge, 4), rule(0.9, 0.1, 1), 0.4);
        const whole = advance(one, 6);
        for (const tiles of [2, 3, 5]) expect(advance(one, 6, tiles)).toEqual(whole);
        expect(whole).not.toEqual(one.start);
      });
});

describe('wide grids, and those of one row, have the law of narrow ones', () => {
  // The field is the same in every column, or every row: turned around it is the same field.
  for (const edge of ['reflect', 'wrap'] as const)
    test(edge, () => {
      const profile = [0, 7, 0, 0, 2.5];
      const r = rule(0.8, 0.3);
      const across = (w: number): Float64Array => {
        const l = lattice(w, 5, edge, 4);
        const start = Float64Array.from({ length: 5 * w }, (_, i) => profile[Math.floor(i / w)]!);
        return advance({ ...job(l, r, 1.5), start });
      };
      const along = advance({ ...job(lattice(5, 1, edge, 4), r, 1.5), start: Float64Array.from(profile) });
      for (const w of [1, 3, 11, 5000]) {
        const field = across(w);
        field.forEach((v, i) => {
          if (Math.abs(v - along[Math.floor(i / w)]!) > 1e-14) expect.fail(`width ${w}, cell ${i}: ${v}`);
        });
      }
    });
});

test('passes are as many as said, and sweeps fewer', () => {
  const open = (r: FieldRule, l = lattice(3, 3, 'wrap', 4)) => openField(l, r, createMemory(2 ** 20), 1);
  expect(open(rule(0, 2)).passes).toBe(1);
  expect(open(rule(0.25, 0)).passes).toBeLessThan(18);
  expect(open(rule(250, 0)).passes).toBeLessThan(1000 + 8 * Math.sqrt(1000) + 10);
  const { passes, sweeps } = open(rule(0.25, 0));
  expect(sweeps).toBe(Math.ceil(passes / 4));
  expect(open(rule(0.25, 0), lattice(9, 1, 'wrap', 4)).sweeps).toBe(passes);
});

test.each([
  [rule(-1, 0), /diffusion is -1/],
  [rule(1, Number.NaN), /decay is NaN/],
  [rule(1, 1, -2), /source rate of species 1 is -2/],
])('%o is refused', (r, message) => {
  expect(() => openField(lattice(2, 2, 'wrap', 4), r, createMemory(0), 1)).toThrow(message);
});

test('a time that would take for ever is refused', () => {
  const open = (tau: number) => openField(lattice(2, 2, 'wrap', 4), rule(1e6, 0), createMemory(0), tau);
  expect(() => open(1)).toThrow(/4000000 passes/);
  expect(() => open(-1)).toThrow(/time is -1/);
});

test('memory without tables, and arrays outside of it, are refused', () => {
  const l = lattice(2, 2, 'wrap', 4);
  expect(() => openField(l, rule(1, 0), new WebAssembly.Memory({ initial: 1 }), 1)).toThrow(/no tables/);
  const field = openField(l, rule(1, 0), createMemory(65536), 1);
  const call = { planes: new Float64Array(12), counts: new Int32Array(8), species: 2, at: 0, sweep: 0 };
  expect(() => field.advance({ ...call, first: 0, last: 4 })).toThrow(/outside its memory/);
});
