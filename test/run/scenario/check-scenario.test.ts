import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { mdn, ssa } from '../../../src/kernels/specs.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
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

/** A scenario of the same network with other entries. */
const trained = (entries: object) =>
  scenario({
    name: 'trained',
    crn: network,
    rates: { k: 1 },
    start: { On: 1 },
    kernel: mdn(),
    time: { step: 1, until: 10 },
    ...entries,
  } as never);

test.each([
  [{ transitions: -5 }, /`transitions` is -5\nGive a whole number/],
  [{ epochs: 0 }, /`epochs` is 0/],
  [{ batch: 2.5 }, /`batch` is 2\.5/],
  [{ rounds: '2' }, /`rounds` is 2/],
  [{ events: Number.NaN }, /`events` is NaN/],
  [{ learningRate: 1 }, /`learningRate` is 1/],
  [{ optimiser: 'sdg' }, /`optimiser` is "sdg"/],
  [{ rateRanges: { k: [0.5, 2] } }, /`train\.rateRanges\.k` is given, and the kernel does not read/],
  [{ rateRanges: { k: [2, 0.5] } }, /`train\.rateRanges\.k` is \[2,0\.5\]/],
  [{ rateRanges: { j: [0.5, 2] } }, /names "j"/],
  [{ limits: { gridChance: 1 } }, /`train\.limits\.gridChance` is 1/],
  [{ judge: { settings: 1 } }, /`train\.judge\.settings` is 1/],
  [{ judge: { traces: 100 } }, /names "traces"/],
])('how it is trained is refused in words before it is: %j', (train, message) => {
  expect(() => trained({ train })).toThrow(message);
});

test('what is given is read by the kernel that is written, and may be in vain for another', () => {
  const read = trained({ kernel: mdn({ rateInputs: ['k'] }), train: { rateRanges: { k: [0.5, 2] } } });
  for (const kernel of [mdn(), ssa()]) expect(setUp(read, { kernel }).setup.kernel).toEqual(kernel);
  for (const kernel of [ssa(), 'auto', undefined])
    expect(() => trained({ kernel, train: { rateRanges: { k: [0.5, 2] } } })).not.toThrow();
  expect(() => trained({ train: { epochs: undefined, noise: 0.1 } })).not.toThrow();
});
