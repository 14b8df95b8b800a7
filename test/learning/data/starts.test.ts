import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { openSsa } from '../../../src/kernels/ssa.ts';
import { chainedShare, drawStarts, type StartDesign } from '../../../src/learning/data/starts.ts';
import { bees } from '../../support/networks.ts';

const { network, rates } = bees;
const design: StartDesign = {
  network,
  counts: [
    [0, 30],
    [0, 15],
    [0, 30],
    [0, 40],
  ],
  rates: rates.map((r) => [r, r] as const),
  dt: 0.5,
  seed: 1,
};

test('starts cover empty, sparse and full states, and stay near the ranges', async () => {
  const { counts, rows } = drawStarts(design, 4000, await openSsa({ network }));
  const share = (is: (row: Int32Array) => boolean): number => {
    let n = 0;
    for (let r = 0; r < rows; r++) if (is(counts.subarray(4 * r, 4 * r + 4))) n++;
    return n / rows;
  };
  expect(share((x) => x.every((n) => n === 0))).toBeGreaterThan(0.005);
  expect(share((x) => x.filter((n) => n === 0).length >= 2)).toBeGreaterThan(0.1);
  expect(share((x) => x[0] === 30)).toBeGreaterThan(0.01);
  for (let s = 0; s < 4; s++) {
    expect(share((x) => x[s]! > design.counts[s]![1] / 2)).toBeGreaterThan(0.15);
    expect(share((x) => x[s]! > 1.5 * design.counts[s]![1])).toBe(0);
  }
});

test('of many species most starts are plain or on trajectories, and corners remain', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `S${i}`);
  // Nothing happens: chains leave the drawn states as they are.
  const many = crn(names.map((name) => `${name} -> 0 @ {0 * ${name}}`).join('\n'));
  const wide = { ...design, network: many, counts: names.map(() => [1, 1000] as const), rates: [] };
  const rows = 4000;
  /** Share of rows with so many species at their least count: hardly any of plain rows has one. */
  const cornered = async (species: number): Promise<number> => {
    const counts = wide.counts.map((range, s) => (s < species ? range : ([1, 1] as const)));
    const drawn = drawStarts({ ...wide, counts }, rows, await openSsa({ network: many })).counts;
    let n = 0;
    for (let r = 0; r < rows; r++) {
      const row = drawn.subarray(20 * r, 20 * r + species);
      if (row.filter((x) => x < 5).length >= 0.1 * species + 1) n++;
    }
    return n / rows;
  };
  // 0.65 · 4/20 of the rows are in corners, of which a test of this kind sees most; within 6.1 standard errors.
  const error = 6.1 * Math.sqrt((0.13 * 0.87) / rows);
  const share = await cornered(20);
  expect(share).toBeGreaterThan(0.07 - error);
  expect(share).toBeLessThan(0.13 + error);
  // Control: of four species it is more.
  expect(await cornered(4)).toBeGreaterThan(0.13 + error);
  expect(chainedShare(wide)).toBeGreaterThan(chainedShare(design));
  expect(chainedShare(design)).toBeCloseTo(0.4, 12);
});

test('row i depends on its own number alone', async () => {
  const ssa = await openSsa({ network });
  const all = drawStarts(design, 40, ssa);
  expect(drawStarts(design, 10, ssa, 30).counts).toEqual(all.counts.subarray(120));
  expect(drawStarts({ ...design, seed: 2 }, 40, ssa).counts).not.toEqual(all.counts);
});

test('rates that are swept spread over their range, in logarithms', async () => {
  const swept = { ...design, rates: design.rates.map((r, i) => (i === 0 ? ([0.01, 1] as const) : r)) };
  const width = rates.length;
  const drawn = drawStarts(swept, 2000, await openSsa({ network })).rates.filter((_, i) => i % width === 0);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0.01);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(1);
  const below = drawn.filter((r) => r < 0.1).length / 2000;
  // Half, within 6.1 standard errors.
  expect(Math.abs(below - 0.5)).toBeLessThan((6.1 * 0.5) / Math.sqrt(2000));
});

test('ranges that are none are refused in words', async () => {
  const ssa = await openSsa({ network });
  expect(() =>
    drawStarts(
      {
        ...design,
        counts: [
          [0, 30],
          [5, 2],
          [0, 1],
          [0, 1],
        ],
      },
      1,
      ssa,
    ),
  ).toThrow('BeeA goes from 5 to 2');
  expect(() => drawStarts({ ...design, rates: design.rates.map(() => [-1, 2] as const) }, 1, ssa)).toThrow(
    'goes from -1 to 2',
  );
});

test('a start is run on by steps of its own length; control: long ones change it', async () => {
  const fading = crn('X -> 0 @ fade');
  const ssa = await openSsa({ network: fading });
  const box = { network: fading, counts: [[5, 20]] as const, dt: 1, seed: 1 };
  const drawn = (steps: readonly [number, number], fade: number) =>
    drawStarts({ ...box, steps, rates: [[fade, fade]] }, 400, ssa).counts;
  // In 400 chains of 12 steps from 20 molecules an event has a chance of 2e-10.
  expect(drawn([1e-15, 2e-15], 1)).toEqual(drawn([1e-15, 2e-15], 0));
  expect(drawn([1, 2], 1)).not.toEqual(drawn([1, 2], 0));
});
