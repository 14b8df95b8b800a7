import { expect, test } from 'vitest';
import { checkValidation } from '../../../src/cli/train/check-validation.ts';

const check = (sizes: Parameters<typeof checkValidation>[0]) => () =>
  checkValidation(sizes, { species: 2, dt: 0.5 });

test.each<[Parameters<typeof checkValidation>[0], string]>([
  [{ settings: 0 }, '--settings: 0 is too few'],
  [{ traces: 19 }, '--traces: 19 is too few'],
  [{ bins: 1 }, '--bins: 1 is too few'],
  [{ bins: 1e9 }, '--bins: 1000000000 is too many'],
  [{ transitions: 1e15 }, '--transitions: 1000000000000000 is too many'],
  [{ seed: Number.MAX_SAFE_INTEGER }, '--seed: 9007199254740991 is too many'],
  [{ runs: 1 }, '--runs: 1 run has no spread'],
  [{ chance: 0 }, '--chance: 0 is no chance'],
  [{ chance: 1 }, '--chance: 1 is no chance'],
  [{ chance: -0.1 }, '--chance: -0.1 is no chance'],
  [{ times: [0] }, 'times: 0 with steps of 0.5'],
  [{ times: [0.3] }, 'times: 0.3 with steps of 0.5'],
  [{ times: [2, 1] }, 'times: 2, 1 with steps of 0.5'],
  [{ settings: 1e6 }, 'counts would have to be kept'],
  [{ traces: 1e8 }, 'counts would have to be kept'],
  [{ lags: [1, 1e9] }, 'counts would have to be kept'],
])('%o is refused before anything is simulated', (sizes, message) => {
  expect(check(sizes)).toThrow(message);
});

test('control: what can be compared is not', () => {
  for (const sizes of [
    {},
    { settings: 1, traces: 20, bins: 2, runs: 0, transitions: 1e7, seed: 0 },
    { settings: 25, traces: 1e6, lags: [3, 10], bins: 200, runs: 1000 },
    { runs: 2, times: [0.5, 1, 99], chance: 0.999, seed: 2 ** 52 },
  ])
    expect(check(sizes)).not.toThrow();
});
