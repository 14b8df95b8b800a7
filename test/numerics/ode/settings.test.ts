import { expect, test } from 'vitest';
import { OdeError } from '../../../src/errors.ts';
import { fullSettings, type OdeSettings } from '../../../src/numerics/ode/settings.ts';

test.each<[OdeSettings, RegExp]>([
  [{ method: 'euler' as never }, /`method` is euler.*`rosenbrock` or `explicit`/s],
  [{ rtol: 1e-16 }, /`rtol` is 1e-16/],
  [{ rtol: Number.NaN }, /`rtol` is NaN/],
  [{ atol: 0 }, /`atol` is 0/],
  [{ atol: [1, 2] }, /`atol` is a list of 2.*or 3/s],
  [{ atol: [1, -2, 3] }, /`atol` is -2/],
  [{ bound: 0 }, /`bound` is 0/],
  [{ firstStep: -1 }, /`firstStep` is -1/],
  [{ longestStep: Number.NaN }, /`longestStep` is NaN/],
  [{ nonNegative: [3] }, /`nonNegative` is 3.*0 to 2/s],
])('what is no setting is refused in words: %#', (settings, words) => {
  const make = () => fullSettings(settings, 3);
  expect(make).toThrow(OdeError);
  expect(make).toThrow(words);
});

test('control: what is given is taken, the rest is filled in', () => {
  const full = fullSettings({ atol: [1, 2, 3], nonNegative: 'all', rtol: 1e-4 }, 3);
  expect(full).toMatchObject({ method: 'rosenbrock', rtol: 1e-4, nonNegative: [0, 1, 2], dense: true });
  expect([...full.atol]).toEqual([1, 2, 3]);
});
