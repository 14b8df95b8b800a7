import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Abstraction } from '../../../src/kernels/abstraction.ts';
import { startOutside } from '../../../src/run/learn/start-outside.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
import type { ScenarioOptions } from '../../../src/run/scenario.ts';
import { scenario } from '../../../src/run/scenario.ts';

type Changes = Partial<Pick<ScenarioOptions, 'start' | 'train'>>;
const gene = (changes: Changes) =>
  scenario({
    name: 'gene',
    crn: crn('On <-> Off @ k, k\nOn -> On + P @ k\nP -> Old @ k'),
    rates: { k: 1 },
    grid: { size: [3, 2] },
    start: { On: 2, P: 5 },
    time: { step: 1, until: 3 },
    train: { ranges: { P: [0, 9], Old: [0, 9] }, totals: [{ of: ['On', 'Off'], is: 2 }] },
    ...(changes as object),
  });
const warning = (changes: Changes, abstraction?: Abstraction) => {
  const one = gene(changes);
  return startOutside(one, setUp(one), abstraction);
};

test('a start within its own ranges and sums is no matter, nor one that gives none', () => {
  expect(warning({})).toBeUndefined();
  expect(warning({ train: {} })).toBeUndefined();
  expect(warning({ start: { Off: 1, On: 1, P: 9 } })).toBeUndefined();
  // Nothing reads Old.
  expect(warning({ start: { On: 2, Old: 99 } })).toBeUndefined();
});

test('a count out of range is told with the cell, how many there are, and what to do', () => {
  const said = warning({ start: ({ x, y }) => ({ On: 2, P: x + y > 1 ? 10 : 0 }) });
  expect(said).toMatch(/scenario "gene": 3 of 6 cells start outside .*`train` says/);
  expect(said).toMatch(/cell \(2, 0\) has P = 10, not 0 to 9/);
  expect(said).toMatch(/stepped exactly .*\. Widen `train\.ranges`/);
});

test('so is a sum that is not kept', () => {
  expect(warning({ start: { On: 1, P: 5 } })).toMatch(/6 of 6 .*has On \+ Off = 1, not 2/);
});

test('a kernel that has been trained goes before what the scenario says', () => {
  const domain = {
    counts: [
      [0, 2],
      [0, 2],
      [3, 40],
      [0, 9],
    ],
    rates: [],
    dt: [1, 1],
  };
  const abstraction = { domain } as unknown as Abstraction;
  expect(warning({ start: { On: 2, P: 40 } }, abstraction)).toBeUndefined();
  expect(warning({ start: { On: 2, P: 2 } }, abstraction)).toMatch(/was trained on: .*P = 2, not 3 to 40/);
});
