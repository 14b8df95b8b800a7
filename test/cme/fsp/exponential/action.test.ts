import { expect, test } from 'vitest';
import { ExponentialAction } from '../../../../src/cme/fsp/exponential/action.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { busy, busyRates, opened } from '../../../support/chains.ts';

/** The busy network, its dimers so fast that a time of 1 is millions of jumps. */
const task = {
  network: crn(busy),
  rates: { ...busyRates, join: 3e5, split: 7e5 },
  start: {},
  limits: { A: 12, B: 8 },
};

test('a step that costs the same for any duration is not cut, however little work is allowed', () => {
  const { generator, table } = opened(task, true);
  const action = new ExponentialAction();
  // Control: before the cost is known, and where uniformisation is the cheaper way, it is cut.
  expect(action.reach(generator, 50, 1e3)).toBeLessThan(1e-3);
  const p = new Float64Array(table.size);
  p[0] = 1;
  action.apply(generator, p, 50, 1e-6);
  expect(action.tally).toMatchObject({ uniformised: 0, projected: 50 });
  expect(action.reach(generator, 50, 1e3)).toBe(50);
  expect(action.reach(generator, 1e-4, 1e3)).toBeLessThan(1e-4);
});
