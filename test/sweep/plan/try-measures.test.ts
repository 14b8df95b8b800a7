import { expect, test } from 'vitest';
import {
  average,
  firstTime,
  highest,
  last,
  type Measure,
  timeOfHighest,
  valueAtTime,
} from '../../../src/sweep/measures.ts';
import { openRuns } from '../../../src/sweep/plan/point-of-run.ts';
import { tryMeasures } from '../../../src/sweep/plan/try-measures.ts';
import { type Sweep, sweep } from '../../../src/sweep/sweep.ts';
import { small } from '../small-scenario.ts';

/** Any: a name that is none is red in an editor. */
const read = (name: string) => (frame: { readonly scalars: object }) =>
  (frame.scalars as Record<string, number>)[name]!;

function tried(measure: Measure | ((frame: never) => number)): () => void {
  const made: Sweep = sweep(small, { rates: { make: [1, 2] }, measure: { odd: measure as Measure<'all'> } });
  return () => tryMeasures(made, openRuns(made, ''));
}

test.each<[string, Measure | ((frame: never) => number)]>([
  ['a function', read('mad')],
  ['last', last(read('mad'))],
  ['highest', highest(read('mad'))],
  ['average from a later time on', average(read('mad'), 2)],
  ['first time', firstTime((frame) => read('mad')(frame) > 3)],
  ['time of the highest', timeOfHighest(read('mad'))],
  ['value at a time', valueAtTime(read('mad'), 2)],
])('%s: an observable that is none is named, with those there are', (_, measure) => {
  expect(tried(measure)).toThrow(
    /measure "odd": "mad": there is no observable of that name\nThere are: all, made\./,
  );
});

test('a field that is none; what a function throws; what it gives that is no number', () => {
  expect(tried(last(({ fields }) => fields.Heat![0]!))).toThrow('"Heat": there is no field of that name');
  expect(tried(last(() => JSON.parse('{')))).toThrow(/measure "odd": SyntaxError: /);
  expect(tried(last(() => undefined as unknown as number))).toThrow('its function gave undefined at step 0');
});

test('control: measures that read what there is, or ask first, are let through', () => {
  expect(tried(last(read('made')))).not.toThrow();
  expect(tried(last(({ scalars }) => ('mad' in scalars ? 1 : Object.keys(scalars).length)))).not.toThrow();
  expect(tried(last(() => Number.NaN))).not.toThrow();
  // Nothing is known of the state at a later time: what throws there may never come.
  const late = ({ time, counts }: { readonly time: number; readonly counts: Int32Array }): number => {
    if (time > 1 && counts[0] === 4) throw new Error('it is never so late');
    return 1;
  };
  expect(tried(last(late))).not.toThrow();
});
