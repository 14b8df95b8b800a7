import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Abstraction } from '../../../src/kernels/abstraction.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { routes } from '../../../src/serve/protocol/frames.ts';
import { describeHeader, markOf, ratesAfter, trainedRates } from '../../../src/serve/sources/describe.ts';
import { header } from '../../record/synthetic.ts';

test('a run has the route overlay where its recording tells ways that are known here', () => {
  const overlays = (names?: readonly string[]) =>
    describeHeader(header(names ? { routes: names } : {})).overlays;
  expect(overlays()).toEqual([]);
  expect(overlays(routes)).toEqual(['route']);
  // Of a version that knew fewer, of one that knows more, and of one that calls them otherwise.
  expect(overlays(routes.slice(0, 5))).toEqual(['route']);
  expect(overlays([...routes, 'guessed'])).toEqual([]);
  expect(overlays(['skipped', 'exact'])).toEqual([]);
});

test('a rate that a learned kernel does not read is fixed, and says why; one with a range is not', () => {
  const pond = scenario({
    name: 'pond',
    crn: crn`Fish -> 2 Fish @ birth\n Fish -> 0 @ death`,
    rates: { birth: 1, death: 2 },
    grid: { size: [2, 2] },
    start: { Fish: 3 },
    time: { step: 0.1, until: 1 },
  });
  const of = header({ rates: { birth: 1, death: 2 } });
  const domain = { rates: [[0.5, 2] as const, [2, 2] as const] };
  const abstraction = { domain } as unknown as Abstraction;
  const [birth, death] = ratesAfter(of, [], trainedRates({ scenario: pond, abstraction }));
  expect(birth).toEqual({ name: 'birth', value: 1 });
  expect(death).toMatchObject({ name: 'death', value: 2, fixed: expect.stringContaining('--kernel ssa') });
  // Control: of an exact run none is.
  expect(ratesAfter(of, [], trainedRates({ scenario: pond }))).toEqual([
    { name: 'birth', value: 1 },
    { name: 'death', value: 2 },
  ]);
});

test('a mark says when, and calls species as the run does', () => {
  const run = { dt: 0.5, species: [{ name: 'A', label: 'calm' }], fields: [] };
  expect(markOf({ kind: 'paint', cells: [1], add: { A: 3 }, step: 4 }, run)).toEqual({
    step: 4,
    time: 2,
    kind: 'paint',
    text: 'calm + 3 in one cell',
  });
});
