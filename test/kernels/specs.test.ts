import { expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { bodyB, gaussian, hybrid, mdn } from '../../src/kernels/specs.ts';

test.each([
  [() => mdn({ head: gaussian(), mixtures: 9 }), /`mixtures` is 9, but `head` is an object/],
  [() => mdn({ ...mdn(), mixtures: 9 }), /`mixtures` is 9, but `head` is an object/],
  [() => hybrid({ body: bodyB(), hidden: [3] }), /`hidden` gives the widths of dense layers, but `body`/],
])('says what it would have to ignore: %#', (make, words) => {
  try {
    make();
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect(String(error)).toMatch(words);
  }
});

test('control: each by itself is taken', () => {
  expect(mdn({ mixtures: 9 }).head).toEqual({ kind: 'counts', mixtures: 9 });
  expect(mdn({ head: 'gaussian', mixtures: 2 }).head).toMatchObject({
    components: ['normal-diag', 'normal-diag'],
  });
  expect(mdn({ hidden: [3] }).body).toMatchObject({ kind: 'dense', hidden: [3] });
  expect(mdn({ ...mdn({ mixtures: 9 }) })).toEqual(mdn({ mixtures: 9 }));
});
