import { expect, test } from 'vitest';
import { type TargetOptions, target } from '../../../src/run/fit/target.ts';

const good: TargetOptions = {
  name: 'switch',
  perceptrons: 3,
  region: [[1, 9]],
  lambda: [[0, 1]],
  learn: [
    { code: [1], field: ({ x: [x] }) => 5 - x! },
    { confine: { from: [0], to: [1], steps: 3 }, speed: 1 },
  ],
  time: 5,
  expect: [{ kind: 'equilibrium', lambda: [1], at: [5], within: 0.1 }],
};

test('a good target is taken as it is', () => {
  expect(target(good)).toEqual({ kind: 'target', ...good });
});

const field = () => 0;
const bad: readonly (readonly [string, object, RegExp])[] = [
  ['a key that is none', { perceptron: 3 }, /target "switch": unknown key "perceptron"/],
  ['a name that is no file', { name: 'a/b' }, /`name` is "a\/b"/],
  ['no perceptrons', { perceptrons: 0 }, /`perceptrons` is 0\nGive a whole number above 0/],
  ['half a perceptron', { perceptrons: 2.5 }, /`perceptrons` is 2.5/],
  ['no region', { region: [] }, /`region` is empty/],
  ['a region upside down', { region: [[9, 1]] }, /`region\[0\]` is \[9,1\]/],
  ['a region below 0', { region: [[-1, 1]] }, /`region\[0\]` is \[-1,1\]/],
  ['a code of another length', { learn: { code: [1, 2], field } }, /`code` is \[1,2\]\nGive 1 number\./],
  ['a piece that is none', { learn: { code: [1] } }, /has no `field`, `curve` or `confine`/],
  ['a piece with a key that is none', { learn: { code: [1], field, speeed: 1 } }, /unknown key "speeed"/],
  ['a field that is no function', { learn: { code: [1], field: 3 } }, /`field` is 3/],
  ['no time', { time: Number.NaN }, /`time` is null|`time` is NaN/],
  ['nothing to expect', { expect: undefined }, /`expect` is missing/],
  ['an expectation that is none', { expect: [{ kind: 'heart' }] }, /expect\[0\]: `kind` is "heart"/],
  [
    'an expectation at other parameters',
    { expect: [{ kind: 'equilibrium', at: [5], within: 1 }] },
    /expect\[0\]: `lambda` is \[\]\nGive 1 number/,
  ],
  [
    'an expectation in other dimensions',
    { expect: [{ kind: 'equilibrium', lambda: [1], at: [5, 5], within: 1 }] },
    /`at` is \[5,5\]/,
  ],
  ['training without starts', { train: { starts: 0 } }, /train: `starts` is 0/],
  ['training with a key that is none', { train: { epochs: 4 } }, /train: unknown key "epochs"/],
  [
    'a classifier with other labels',
    { classifier: { region: [[0, 1]], hidden: [3], label: () => [1, 2] } },
    /classifier: `label\(…\)` is \[1,2\]/,
  ],
  [
    'a start to show in other dimensions',
    { show: [{ x: [1, 2], lambda: [0] }] },
    /show\[0\]: `x` is \[1,2\]/,
  ],
  [
    'an expectation of a classifier at another environment',
    {
      classifier: {
        region: [[0, 1]],
        hidden: [3],
        label: () => [1],
        expect: [{ kind: 'rest', lambda: [1, 2], from: [[5]] }],
      },
    },
    /classifier, expect\[0\]: `lambda` is \[1,2\]/,
  ],
];

test.each(bad)('%s is refused, with where, what and what to do', (_, change, message) => {
  expect(() => target({ ...good, ...change } as TargetOptions)).toThrow(message);
});
