import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { between } from '../../../src/sweep/factors/values.ts';
import { observed } from '../../../src/sweep/infer/data/observed.ts';
import { type InferenceOptions, inference } from '../../../src/sweep/infer/inference.ts';
import { particleMarginal, smc } from '../../../src/sweep/infer/method.ts';
import { highest, last } from '../../../src/sweep/measures.ts';

const pond = scenario({
  name: 'pond',
  crn: crn('0 -> X @ birth\nX -> 0 @ death'),
  rates: { birth: 5, death: 1 },
  start: {},
  time: { step: 0.5, until: 4 },
});
const prior = { rates: { birth: between(1, 10) } };
const data = observed([
  { time: 1, X: 3 },
  { time: 2, X: 7 },
]);

describe('what is compared', () => {
  test('by default each observable at each time', () => {
    const { compared, parameters, name } = inference(pond, { prior, data });
    expect(name).toBe('pond-inference');
    expect(parameters.map((p) => p.name)).toEqual(['birth']);
    expect(compared.summary.names).toEqual(['X at 1', 'X at 2']);
    expect([...compared.observed]).toEqual([3, 7]);
  });
  test('measures of a series see its times only', () => {
    const { compared } = inference(pond, { prior, data, summary: { top: highest('X') } });
    expect([...compared.observed]).toEqual([7]);
    const open = compared.summary.open();
    const frame = (time: number, X: number) => ({
      ...{ step: 0, time, counts: new Int32Array(1), fields: {}, scalars: { X } },
    });
    expect(open.add(frame(0.5, 99))).toBe(true);
    open.add(frame(1, 4));
    expect(open.add(frame(2, 5))).toBe(false);
    expect([...Array.from(open.end())]).toEqual([5]);
  });
  test('or numbers by name', () => {
    const { compared } = inference(pond, { prior, data: { end: 4 }, summary: { end: last('X') } });
    expect([...compared.observed]).toEqual([4]);
  });
});

describe('what is wrong is said in words', () => {
  const bad = (more: object): (() => unknown) => {
    const options = { prior, data, ...more } as unknown as InferenceOptions;
    return () => inference(pond as never, options as never);
  };
  test.each<[object, string]>([
    [{ prior: {} }, '`prior` names nothing to infer'],
    [{ prior: { rates: { birth: [1, 2] } } }, '`prior` gives a list for "birth"'],
    [{ prior: { rates: { brith: between(1, 2) } } }, 'Did you mean "birth"?'],
    [{ prior: { step: between(1, 2) } }, '`prior` names "step"'],
    [{ data: undefined }, '`data` is missing'],
    [{ data: { end: 3 } }, '`summary` does not say what the numbers'],
    [{ data: {}, summary: { end: last('X') } }, '`data.end` is undefined'],
    [{ data: observed([{ time: 1, Y: 3 }]) }, 'names "Y", which is no observable'],
    [{ data: observed([{ time: 1.3, X: 3 }]) }, 'a time 1.3, and frames are 0.5 apart'],
    [{ data: observed([{ time: 9, X: 3 }]) }, 'a time 9, and the scenario ends at 4'],
    [{ summary: { end: last('Y') } }, 'names "Y"'],
    [{ summary: { end: 3 } }, '`summary.end` is no measure'],
    [{ seed: -1 }, '`seed` is -1'],
    [{ name: 'a b' }, '`name` is "a b"'],
    [{ method: { kind: 'guess' } }, '`method` is none'],
    [{ distance: 3 }, '`distance` is no function'],
    [{ method: particleMarginal(), summary: { end: last('X') } }, '`summary` is for `smc` only'],
    [{ truth: { deaht: 1 } }, 'names "deaht"'],
    [{ priors: {} }, 'names "priors"'],
    [{ with: { untill: 3 } }, 'Did you mean "until"?'],
    [
      { prior: { own: { shift: { values: between(0, 1), apply: (s: unknown) => s, aply: 1 } } } },
      '`prior.own.shift` names "aply"',
    ],
  ])('%o', (more, message) => {
    expect(bad(more)).toThrow(message);
  });
  test.each([
    [() => smc({ particles: 1 }), '`particles` is 1'],
    [() => smc({ quantile: 1 }), '`quantile` is 1'],
    [() => smc({ stop: { epsilon: -1 } }), '`stop.epsilon` is -1'],
    [() => smc({ moves: 'some' as 'full' }), '`moves` is "some"'],
    [() => particleMarginal({ chains: 0 }), '`chains` is 0'],
    [() => smc({ particle: 40 } as object), 'Did you mean "particles"?'],
    [() => smc({ stop: { generation: 3 } as object }), 'Did you mean "generations"?'],
    [() => smc(40 as unknown as object), '`options` is 40'],
    [() => particleMarginal({ iteration: 40 } as object), 'Did you mean "iterations"?'],
    [() => particleMarginal({ observation: 'exact' as never }), '`observation` is "exact"'],
    [() => particleMarginal({ observation: { X: { binominal: 0.1 } as never } }), 'Did you mean "binomial"?'],
    [
      () => particleMarginal({ observation: { X: { sd: 1, poisson: 1 } as never } }),
      '`observation.X` is {"sd":1',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(message);
  });
});
