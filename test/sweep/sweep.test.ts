import { expect, test } from 'vitest';
import { ssa } from '../../src/kernels/specs.ts';
import { between } from '../../src/sweep/factors/values.ts';
import { highest } from '../../src/sweep/measures.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import { small } from './small-scenario.ts';

test('a sweep is plain and complete', () => {
  const one = sweep(small, { rates: { make: [1, 2] }, seed: [3, 4, 5] });
  expect([one.name, one.replicates, one.design, Object.keys(one.measures)]).toEqual([
    ...['small-sweep', 3, { kind: 'grid' }, ['all', 'made']],
  ]);
  const other = sweep(small, { replicates: 4, with: { kernel: ssa(), until: 1, size: [1, 1] } });
  expect([other.replicates, other.base.time.until, other.base.grid!.size]).toEqual([4, 1, [1, 1]]);
});

test('names of rates and observables are types', () => {
  sweep(small, {
    rates: { turn: [1] },
    measure: { top: highest('all'), end: ({ scalars }) => scalars.made },
  });
  // @ts-expect-error: there is no such rate
  expect(() => sweep(small, { rates: { tern: [1] } })).toThrow('tern');
  // @ts-expect-error: there is no such observable
  expect(() => sweep(small, { measure: { top: highest('al') } })).toThrow('al');
});

test.each<[object, string]>([
  [{ rate: { make: [1] } }, '"rate"'],
  [{ name: 'a b' }, '`name` is "a b"'],
  [{ rates: { make: between(1, 2) } }, '"make" is a range, and a grid wants values'],
  [{ design: { kind: 'sobol', points: 4 } }, 'there is no factor'],
  [{ seed: [1], replicates: 2 }, 'it has both `seed` and `replicates`'],
  [{ seed: [1, 1] }, 'has a number twice'],
  [{ seed: 7 }, '`seed` is no list of seeds'],
  [{ replicates: 0 }, '`replicates` is 0'],
  [{ designSeed: -1 }, '`designSeed` is -1'],
  [{ with: { kernle: 1 } }, '`with` names "kernle"'],
  [{ measure: {} }, '`measure` is empty'],
  [{ measure: { odd: 3 } }, '`measure.odd` is no measure'],
  [{ rates: { make: [1] }, design: { kind: 'list', points: [{ made: 1 }] } }, 'made'],
  [
    { rates: { make: [1], turn: [1] }, design: { kind: 'list', points: [{ make: 1 }] } },
    'no value for "turn"',
  ],
])('what cannot be is refused: %o', (options, words) => expect(() => sweep(small, options)).toThrow(words));

test('its first argument is a scenario', () => {
  expect(() => sweep({} as never, {})).toThrow('its first argument is no scenario');
});
