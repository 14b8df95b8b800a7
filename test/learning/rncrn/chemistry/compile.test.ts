import { expect, test } from 'vitest';
import { stationaryLaw } from '../../../../src/cme/stationary.ts';
import { propensities } from '../../../../src/crn/evaluate.ts';
import { isCrnGridError } from '../../../../src/errors.ts';
import { stochasticLevel } from '../../../../src/learning/rncrn/chemistry/compile/stochastic-level.ts';
import {
  type CompiledRncrn,
  type CompileOptions,
  compileRncrn,
} from '../../../../src/learning/rncrn/chemistry/compile.ts';
import { reactionsOf } from '../../../../src/learning/rncrn/chemistry/reactions.ts';
import { FullField } from '../../../../src/learning/rncrn/field/full.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { compose } from '../../../../src/learning/rncrn/model/compose.ts';
import { type Rncrn, rncrn } from '../../../../src/learning/rncrn/model.ts';
import { published, publishedNames } from '../../../fixtures/rncrn/published.ts';
import { farthest, uniforms } from '../random-models.ts';

const models = [
  ...publishedNames.map((name) => [name, published(name)] as const),
  ['uni-bi under xor', compose(published('uni-bi'), published('xor'))] as const,
];

/** Expected change of each species per time, at counts in the order of the network. */
function drift({ network, rates }: CompiledRncrn, counts: ArrayLike<number>): Float64Array {
  const flows = propensities(network, counts, Object.values(rates), 0);
  const out = new Float64Array(network.species.length);
  network.reactions.forEach(({ change }, r) => {
    for (const { species, count } of change) out[species]! += count * flows[r]!;
  });
  return out;
}

/** Both ways to read the parameters, for models that have any. */
function waysOf(model: Rncrn, lambda: readonly number[]): CompileOptions['parameters'][] {
  return model.parameters > 0 ? ['species', lambda] : ['species'];
}

test.each(models)('%s, full: in a large volume the network moves as the rate equations', (_, model) => {
  const volume = 2 ** 40;
  const field = new FullField(model);
  const [n, l] = [model.executive, model.parameters];
  const lambda = uniforms(l, 0.1, 2, 41);
  const x = uniforms(n, 0.5, 4, 42);
  const levels = uniforms(field.size - n, 0.5, 2, 43);
  const expected = new Float64Array(field.size);
  field.rate([...x, ...levels], lambda, expected);
  for (const parameters of waysOf(model, [...lambda])) {
    const compiled = compileRncrn(model, { volume, parameters: parameters! });
    expect(compiled.network.reactions).toHaveLength(reactionsOf(model).length);
    const amounts = [...x, ...levels, ...(parameters === 'species' ? lambda : [])];
    const counts = amounts.map((one) => Math.round(one * volume));
    const moved = drift(compiled, counts).map((by) => by / volume);
    expect(farthest(moved.subarray(0, field.size), expected)).toBeLessThan(1e-9);
    // Parameters are read, never used up.
    expect([...moved.subarray(field.size)].every((by) => by === 0)).toBe(true);
  }
});

test.each(models.filter(([, { executive }]) => executive > 0))(
  '%s, slow-scale: births less deaths are the reduced field, at any volume',
  (_, model) => {
    const volume = 50;
    const counts = [...uniforms(model.executive, 20, 300, 44)].map(Math.round);
    const signal = [...uniforms(model.parameters, 5, 60, 45)].map(Math.round);
    const lambda = signal.map((count) => count / volume);
    const expected = new Float64Array(model.executive);
    new ReducedField(model).rate(
      counts.map((count) => count / volume),
      lambda,
      expected,
    );
    for (const parameters of waysOf(model, lambda)) {
      const compiled = compileRncrn(model, { volume, reading: 'slow-scale', parameters: parameters! });
      expect(compiled.network.reactions.length).toBeLessThanOrEqual(2 * model.executive);
      const moved = drift(compiled, parameters === 'species' ? [...counts, ...signal] : counts);
      expect(farthest(moved.map((by) => by / volume).subarray(0, model.executive), expected)).toBeLessThan(
        1e-7,
      );
    }
  },
);

test('uni-bi under a signal, slow-scale in a volume of 100: the law is that of a published simulation', () => {
  const { network, rates } = compileRncrn(published('uni-bi'), {
    volume: 100,
    reading: 'slow-scale',
    parameters: [1],
  });
  const law = stationaryLaw({ network, rates, start: { X_1: 500 } });
  // One run of theirs gave 4.943 and 0.279, good to a tenth.
  expect(Math.abs(law.mean()[0]! / 100 / 4.943 - 1)).toBeLessThan(0.02);
  expect(Math.abs(Math.sqrt(law.covariance()[0]!) / 100 / 0.279 - 1)).toBeLessThan(0.1);
});

test('all readings share their rate constants', () => {
  const [full, slow] = (['full', 'slow-scale'] as const).map((reading) =>
    compileRncrn(published('circle'), { volume: 100, reading }),
  );
  for (const [name, value] of Object.entries(slow!.rates)) expect(full!.rates[name]).toBe(value);
});

/** One perceptron driven up and down by two parameters. */
const pushed = (layer: { executive: number }): Rncrn =>
  rncrn({
    beta: new Array(layer.executive).fill(0),
    alpha: new Array(layer.executive).fill(1),
    psi: [1, -1],
    theta: [0],
    parameters: 2,
    mu: 0.01,
  });

test.each([
  [0, 3, 1],
  [5, 5, 10],
  [20, 15, 10],
])(
  'a perceptron pushed up by %d and down by %d in volume %d: its law has the exact mean',
  (plus, minus, volume) => {
    const { network, rates } = compileRncrn(pushed({ executive: 0 }), { volume, parameters: [plus, minus] });
    const law = stationaryLaw({ network, rates, start: { R_1: 1 }, error: 1e-12 });
    expect(law.mean()[0]! / volume).toBeCloseTo(stochasticLevel(plus, minus, 1, 1, volume), 9);
  },
);

test('shifted: the mean under noise to first order in 1/V', () => {
  const model = pushed({ executive: 1 });
  const missOf = (reading: 'slow-scale' | 'slow-scale shifted', volume: number) => {
    const compiled = compileRncrn(model, { volume, reading, parameters: [20, 15] });
    return Math.abs(drift(compiled, [volume])[0]! / volume - stochasticLevel(20, 15, 1, 1, volume));
  };
  for (const volume of [100, 1000])
    expect(missOf('slow-scale shifted', volume)).toBeLessThan(missOf('slow-scale', volume) / 50);
  expect(missOf('slow-scale shifted', 100) / missOf('slow-scale shifted', 1000)).toBeGreaterThan(50);
});

test('a start has the perceptrons at rest', () => {
  const model = published('uni-bi');
  const levels = new Float64Array(3);
  new ReducedField(model).levels([2], [0.5], levels);
  const full = compileRncrn(model, { volume: 1000 });
  const counts = { X_1: 2000, Y_1: 1, Y_2: 1, Y_3: 1, L_1: 500 };
  levels.forEach((level, j) => (counts[`Y_${j + 1}` as 'Y_1'] = Math.round(1000 * level)));
  expect(full.start([2], [0.5])).toEqual(counts);
  const slow = compileRncrn(model, { volume: 1000, reading: 'slow-scale', parameters: [0.5] });
  expect(slow.start([2])).toEqual({ X_1: 2000 });
  expect(slow.rates.L_1).toBe(0.5);
  expect(() => slow.start([1, 2])).toThrow(/a start has 2 executive/);
});

test.each<[string, string, CompileOptions, RegExp]>([
  ['no volume', 'circle', { volume: 0 }, /the volume is 0/],
  ['too few parameters', 'hopf', { volume: 1, parameters: [] }, /`parameters` is \[\]/],
  ['a negative parameter', 'hopf', { volume: 1, parameters: [-1] }, /`parameters` is \[-1\]/],
  ['a classifier without its perceptrons', 'xor', { volume: 1, reading: 'slow-scale' }, /no slow species/],
])('%s is refused', (_, name, options, message) => {
  try {
    compileRncrn(published(name), options);
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect((error as Error).message).toMatch(message);
  }
});

test('formulas that are too long are refused, with what to do', () => {
  const model = compose(published('uni-bi'), published('xor'));
  expect(() => compileRncrn(model, { volume: 1, reading: 'slow-scale shifted' })).toThrow(
    /Choose the reading 'full'/,
  );
});
