import { expect, test } from 'vitest';
import { checkChanges } from '../../../../../src/learning/rncrn/verify/checks/changes.ts';
import { published } from '../../../../fixtures/rncrn/published.ts';

const options = { reading: 'reduced', region: [[1, 9]], time: 5 } as const;
const from = [[1.5], [6.9], [8.5]];

test('the fold of the published switch, where it is', () => {
  const along = [[0], [0.01]] as const;
  const checks = checkChanges(
    published('uni-bi'),
    { kind: 'changes', along, count: 1, steps: 5, first: 0.583, within: 0.02, from },
    options,
  );
  expect(checks.map(({ pass }) => pass)).toEqual([true, true, true]);
  expect(checks[0]!.found).toBe('from 0 on: rest, rest; from 0.006 on: rest');
  // Control: a fold a tenth away, and no fold at all.
  const elsewhere = { kind: 'changes', along, count: 0, steps: 5, first: 0.683, within: 0.02, from } as const;
  const wrong = checkChanges(published('uni-bi'), elsewhere, options);
  expect(wrong.map(({ pass }) => pass)).toEqual([false, true, false]);
});
