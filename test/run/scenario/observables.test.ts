import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { openObservables } from '../../../src/run/scenario/observables.ts';
import { scenario } from '../../../src/run/scenario.ts';

function observed(observables: Record<string, string | string[]>) {
  return scenario({
    name: 'pairs',
    crn: crn('2 A <-> AA @ k, u') as never,
    rates: { k: 1, u: 1 } as never,
    start: {},
    time: { step: 1, until: 1 },
    record: { observables: observables as never },
  });
}

test('lists and formulas are summed over the cells', () => {
  const observe = openObservables(
    observed({ all: ['A', 'AA'], atoms: 'A + 2 * AA', one: '1', both: 'A * AA + t' }),
  );
  const frame = { step: 2, time: 2, counts: Int32Array.of(3, 1, 5, 2), fields: {} };
  expect(observe(frame)).toEqual({ all: 11, atoms: 14, one: 2, both: 3 + 10 + 4 });
});

test('formulas read rate constants, and follow them where they are changed', () => {
  const constants = { rates: [3, 5], ratesPerCell: false };
  const frame = { step: 0, time: 0, counts: Int32Array.of(1, 2, 3, 4), fields: {} };
  const observe = openObservables(observed({ y: 'k * A + u' }), constants);
  expect(observe(frame)).toEqual({ y: 3 + 5 + (9 + 5) });
  constants.rates = [1, 0];
  expect(observe(frame)).toEqual({ y: 4 });
  const perCell = openObservables(observed({ y: 'k * A' }), { rates: [1, 0, 10, 0], ratesPerCell: true });
  expect(perCell(frame)).toEqual({ y: 1 + 30 });
  expect(() => openObservables(observed({ y: 'k * A' }))).toThrow(/reads the rate constant `k`/);
});

test('a formula that gives no number ends with its name', () => {
  const observe = openObservables(observed({ share: 'A / (A + AA)' }));
  expect(() => observe({ step: 3, time: 3, counts: Int32Array.of(0, 0), fields: {} })).toThrow(
    /observable "share" gave NaN at step 3/,
  );
});

test('a formula that cannot be read is refused with its place', () => {
  expect(() => observed({ x: 'A + 2 AA' })).toThrow(/record\.observables\.x[\s\S]*\^/);
  expect(() => observed({ x: 'A + C' })).toThrow(/`C` is no species/);
});
