import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { mdn } from '../../../src/kernels/specs.ts';
import { scenario } from '../../../src/run/scenario.ts';

const network = crn('species On, Off, P\nOn <-> Off @ k, k\nOn -> On + P @ k\nP -> 0 @ k');

function withTotals(totals: unknown, ranges: object = { P: [0, 50] }) {
  return scenario({
    name: 'totals',
    crn: network,
    rates: { k: 1 },
    start: { On: 1 },
    kernel: mdn(),
    train: { ranges, totals } as never,
    time: { step: 1, until: 10 },
  });
}

test('sums that a network conserves are taken', () => {
  expect(withTotals([{ of: ['On', 'Off'], is: 2 }]).train!.totals).toHaveLength(1);
});

test.each([
  [{ of: ['On', 'Off'], is: 2 }, /is not a list|`train.totals` is/],
  [[{ of: ['On'], is: 2 }], /train\.totals\[0\]\.of` is \["On"\]\nName two/s],
  [[{ of: ['On', 'Offf'], is: 2 }], /names "Offf", which is no species.*Did you mean "Off"/s],
  [[{ of: ['On', 'Off'], is: 2.5 }], /train\.totals\[0\]\.is` is 2\.5/],
  [[{ of: ['On', 'Off'], equals: 2 }], /names "equals"/],
  [
    [
      { of: ['On', 'Off'], is: 2 },
      { of: ['Off', 'On'], is: 1 },
    ],
    /"Off" is in `train\.totals\[1\]`/,
  ],
])('refused in words: %j', (totals, message) => {
  expect(() => withTotals(totals)).toThrow(message);
});

test('a sum that a reaction changes is no sum', () => {
  expect(() => withTotals([{ of: ['On', 'P'], is: 2 }], {})).toThrow(/On \+ P .* is changed by/);
});

test('a species with a range needs no total', () => {
  expect(() => withTotals([{ of: ['On', 'Off'], is: 2 }], { On: [0, 2] })).toThrow(
    /"On" is in `train\.totals\[0\]` and in/,
  );
});
