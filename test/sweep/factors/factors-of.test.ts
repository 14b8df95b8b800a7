import { expect, test } from 'vitest';
import { ssa, tau } from '../../../src/kernels/specs.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
import { applyAll } from '../../../src/sweep/factors/factor.ts';
import { type FactorOptions, factorsOf } from '../../../src/sweep/factors/factors-of.ts';
import { between } from '../../../src/sweep/factors/values.ts';
import { small } from '../small-scenario.ts';

const of = (options: object) => factorsOf('sweep "s"', small, options as FactorOptions);

test('every factor changes what it names and nothing else', () => {
  const factors = of({
    rates: { turn: [2] },
    start: { B: [7] },
    hop: { A: [0.3] },
    max: { B: { alpha: [0.25], every: [3] } },
    step: [0.25],
    until: [4],
    size: [[3, 1]],
    kernel: [tau()],
    own: {
      dry: {
        values: ['no', 'yes'],
        apply: (s: typeof small, v: string) => (v === 'yes' ? { ...s, hop: {} } : s),
      },
    },
  });
  expect(factors.map((f) => f.name)).toEqual([
    ...['turn', 'B at start', 'hop A', 'B alpha', 'B every', 'step', 'until', 'size', 'kernel', 'dry'],
  ]);
  const values = [2, 7, 0.3, 0.25, 3, 0.25, 4, [3, 1], tau(), 'no'];
  const { setup, start } = setUp(applyAll(small, factors, values), {});
  expect([...setup.rates]).toEqual([5, 2, 0.5]);
  expect([...start.counts]).toEqual([4, 7, 0, 7, 0, 7]);
  expect(setup.hops).toEqual([{ species: 0, rate: 0.3 }]);
  expect(setup.maxes).toEqual([{ species: 1, alpha: 0.25, every: 3, rounding: 'nearest' }]);
  expect([setup.dt, setup.steps, setup.kernel.kind]).toEqual([0.25, 16, 'tau']);
  expect(setUp(applyAll(small, factors, [...values.slice(0, 9), 'yes']), {}).setup.hops).toEqual([]);
  expect(factors[7]!.show([3, 1])).toBe('3x1');
  expect(factors[8]!.show(ssa())).toBe('ssa');
  // The scenario itself is what it was.
  expect([...setUp(small, {}).setup.rates]).toEqual([5, 1, 0.5]);
});

test('two factors of one name are told apart', () => {
  const names = of({ own: { turn: { values: [1], apply: (s: unknown) => s } }, rates: { turn: [1] } }).map(
    (f) => f.name,
  );
  expect(names).toEqual(['turn', 'own.turn.values']);
});

test.each([
  [{ rates: { tern: [1] } }, 'tern'],
  [{ start: { C: [1] } }, 'C'],
  [{ max: { A: { alpha: [1] } } }, 'A'],
  [{ max: { B: { alfa: [1] } } }, 'alfa'],
  [{ fields: { heat: { decay: [1] } } }, 'heat'],
  [{ rates: { turn: [] } }, '`rates.turn` is no list of values'],
  [{ rates: { turn: 3 } }, '`rates.turn` is no list of values'],
  [{ own: { odd: { values: [1] } } }, '`own.odd.apply` is no function'],
])('what the scenario has not is refused: %o', (options, words) => expect(() => of(options)).toThrow(words));

test('a range is a factor too', () => {
  expect(of({ rates: { turn: between(1, 2) } })).toHaveLength(1);
});
