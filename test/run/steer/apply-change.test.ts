import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { isCrnGridError } from '../../../src/errors.ts';
import type { Change } from '../../../src/record/intervention.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { applyChange, type GridState, ratesBefore } from '../../../src/run/steer/apply-change.ts';

/** Three cells of a gene that is on or off, what it makes, and a signal. */
const { setup, start } = setUp(
  scenario({
    name: 'gene',
    crn: crn('Off <-> On @ on, off\n On -> On + M @ {make * (1 + Scent)}\n M -> 0 @ decay'),
    rates: { on: 1, off: 1, make: ({ x }) => x, decay: 0.1 },
    grid: { size: [3, 1] },
    start: { Off: 2, M: 5 },
    fields: { Scent: { diffusion: 1, start: 0.5 } },
    time: { step: 1, until: 10 },
  }),
);

const state = (): GridState => ({
  counts: start.counts.slice(),
  past: { counts: new Int32Array(9), known: Int32Array.of(1, 1, 1) },
  rates: setup.rates.slice(),
  fields: start.fields.map((field) => field.slice()),
});

function after(...changes: Change[]): GridState {
  const now = state();
  for (const change of changes) applyChange(setup, now, change);
  return now;
}

const { species } = setup.network;
const column = (values: Int32Array, name: string): number[] =>
  Array.from(values).filter((_, i) => i % species.length === species.indexOf(name));

describe('a change', () => {
  test('adds and sets in the cells it names, and nowhere else', () => {
    const { counts, fields } = after(
      { kind: 'paint', cells: [2, 0], add: { M: -5, Scent: 1.5 } },
      { kind: 'paint', cells: [1], set: { M: 7, Scent: 0 } },
    );
    expect(column(counts, 'M')).toEqual([0, 7, 0]);
    expect(column(counts, 'Off')).toEqual([2, 2, 2]);
    expect(fields).toEqual([Float64Array.of(2, 0, 2)]);
  });

  test('of a rate is one of all cells, and of no other rate', () => {
    const { rates } = after({ kind: 'rate', name: 'make', value: 9 });
    const names = setup.network.rates;
    for (let i = 0; i < rates.length; i++)
      expect(rates[i]).toBe(names[i % names.length] === 'make' ? 9 : setup.rates[i]);
  });

  test('leaves changed cells without a past, for none leads to what they are', () => {
    expect(after({ kind: 'paint', cells: [2], add: { M: 1 } }).past.known).toEqual(Int32Array.of(1, 1, 0));
    expect(after({ kind: 'rate', name: 'on', value: 2 }).past.known).toEqual(Int32Array.of(0, 0, 0));
  });

  test('keeps conservation laws, or says that it breaks them', () => {
    const switched = after({ kind: 'paint', cells: [1], add: { On: 1, Off: -1 } });
    expect([column(switched.counts, 'On'), column(switched.counts, 'Off')]).toEqual([
      [0, 1, 0],
      [2, 1, 2],
    ]);
    const set = after({ kind: 'paint', cells: [1], set: { On: 2, Off: 0 } });
    expect(column(set.counts, 'On')).toEqual([0, 2, 0]);
    expect(() => after({ kind: 'paint', cells: [1], add: { On: 1 } })).toThrow(
      /cell \(1, 0\): the network conserves Off \+ On, and this changes it by 1/,
    );
    const third = after({ kind: 'paint', cells: [1], add: { On: 1 }, breakLaws: true });
    expect(column(third.counts, 'On')).toEqual([0, 1, 0]);
  });

  test.each<[string, Change, RegExp]>([
    ['too few', { kind: 'paint', cells: [1, 0], add: { M: -6 } }, /cell \(1, 0\): M is 5, and would be -1/],
    ['too many', { kind: 'paint', cells: [0], add: { M: 2147483643 } }, /would be 2147483648/],
    ['less than no scent', { kind: 'paint', cells: [2], add: { M: 1, Scent: -1 } }, /Scent is 0.5/],
    ['one law in the last cell', { kind: 'paint', cells: [0, 2], set: { On: 1, Off: 0 } }, /by -1/],
  ])('of %s is refused, and then nothing is changed', (_, change, message) => {
    const now = state();
    let error: unknown;
    try {
      applyChange(setup, now, change);
    } catch (e) {
      error = e;
    }
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect(String(error)).toMatch(message);
    expect(now).toEqual(state());
  });
});

test('a state of a later step knows the rates that were set before it', () => {
  const rates = setup.rates.slice();
  const set = (step: number, value: number) => ({ step, kind: 'rate', name: 'on', value }) as const;
  const painted = { step: 2, kind: 'paint', cells: [0], add: { M: 1 } } as const;
  ratesBefore(setup, rates, [set(1, 5), painted, set(4, 6), set(7, 8)], 7);
  const at = setup.network.rates.indexOf('on');
  expect([rates[at], rates[at + setup.network.rates.length]]).toEqual([6, 6]);
});
