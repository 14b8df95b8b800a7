import { expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { shapeKey } from '../../src/kernels/learned/shape/shape.ts';
import {
  bodyA,
  bodyB,
  gaussian,
  hybrid,
  learnedSpec,
  mdn,
  recurrent,
  search,
  tau,
  van,
} from '../../src/kernels/specs.ts';

test.each([
  [() => mdn({ head: gaussian(), mixtures: 9 }), /`mixtures` is 9, but `head` is an object/],
  [() => mdn({ ...mdn(), mixtures: 9 }), /`mixtures` is 9, but `head` is an object/],
  [() => van({ ...van(), components: 9 }), /`head` says how many components/],
  [() => van({ head: gaussian() }), /its head is "gaussian".*Use `mdn\(\)`/s],
  [() => mdn({ head: 'van' }), /its head is that of a van.*Use `van\(\)`/s],
  [() => mdn(van()), /its head is that of a van/],
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
  expect(van({ components: 9 }).head).toEqual({ kind: 'van', components: 9, decoder: 32 });
  expect(van({ ...van({ decoder: 8 }) })).toEqual(van({ decoder: 8 }));
  expect(hybrid(van({ decoder: 8 })).head).toEqual(van({ decoder: 8 }).head);
  for (const spec of [van({ hidden: [3], past: 2 }), mdn({ mixtures: 2, outside: 'error' })])
    expect(learnedSpec(spec)).toEqual(spec);
  expect(mdn({ hidden: [3] }).body).toMatchObject({ kind: 'dense', hidden: [3] });
  expect(mdn({ ...mdn({ mixtures: 9 }) })).toEqual(mdn({ mixtures: 9 }));
});

const wrong = (value: unknown) => value as never;
const quick = { start: 1e-3, factor: 0.5, patience: 2, least: 0 };
const schedule = {
  ...{ epochs: 3, heatUp: 1, interval: 1, architecture: 1, batch: 8, architectureBatch: 8 },
  ...{ weightRate: quick, architectureRate: quick },
};

test.each<[make: () => unknown, words: RegExp]>([
  [() => mdn(wrong({ foo: 3 })), /names "foo", which is no option of mdn\(\)/],
  [() => mdn(wrong({ mixture: 3 })), /Did you mean "mixtures"/],
  [() => mdn(wrong(null)), /`options` is null.*Give an object/s],
  [() => mdn(wrong({ exactBelow: 3 })), /names "exactBelow"/],
  [() => hybrid(wrong({ exactbelow: 3 })), /Did you mean "exactBelow"/],
  [() => hybrid(wrong({ exactBelow: '3' })), /`exactBelow` is "3"/],
  [() => tau(wrong({ eps: 0.1 })), /names "eps"/],
  [() => mdn(wrong({ hidden: 64 })), /`hidden` is 64.*Give a list/s],
  [() => mdn(wrong({ hidden: ['64'] })), /`hidden` is "64"/],
  [() => mdn({ mixtures: 1e12 }), /`mixtures` is 1000000000000/],
  [() => mdn({ head: 'gaussian', mixtures: -1 }), /`mixtures` is -1/],
  [() => mdn(wrong({ head: null })), /`head` is null/],
  [() => mdn(wrong({ head: 'count' })), /`head` is "count"/],
  [() => mdn(wrong({ head: { kind: 'counts', mixtures: 3, more: 1 } })), /`head` names "more"/],
  [() => mdn(wrong({ body: null })), /`body` is null/],
  [
    () => mdn(wrong({ body: { kind: 'dense', hidden: 3, activation: 'elu' } })),
    /`hidden` is 3.*Give a list/s,
  ],
  [() => mdn(wrong({ body: { ...bodyA(), batchNorm: 1 } })), /`batchNorm` is 1/],
  [() => mdn(wrong({ rateInputs: 'k' })), /`rateInputs` is "k".*Give a list/s],
  [() => mdn(wrong({ stepInput: 'yes' })), /`stepInput` is "yes"/],
  [() => mdn(wrong({ outside: 'exact' })), /`outside` is "exact"/],
  [() => van(wrong({ mixtures: 3 })), /names "mixtures", which is no option of van\(\)/],
  [() => van({ decoder: 6 }), /`decoder` is 6.*multiple of 4/s],
  [() => van({ components: 0 }), /`components` is 0/],
  [() => bodyA(wrong({ blok: 'a' })), /names "blok", which is no option of bodyA\(\)/],
  [() => recurrent(wrong({ cells: 2 })), /names "cells"/],
  [() => gaussian(wrong({ components: 3 })), /`components` is 3.*Give a list/s],
  [() => search(wrong({ operation: [] })), /Did you mean "operations"/],
  [() => mdn({ body: search({ operations: ['none', 'none'] }) }), /names "none" twice/],
  [() => mdn({ body: search({ operations: wrong('relu') }) }), /`operations` is "relu".*Give a list/s],
  [() => mdn({ body: search({ latency: Number.POSITIVE_INFINITY }) }), /`latency` is Infinity/],
  [() => mdn({ body: search({ gates: wrong('each') }) }), /`gates` is "each"/],
  [() => mdn({ body: search({ gradient: wrong('all') }) }), /`gradient` is "all"/],
  [() => mdn({ body: search({ schedule: wrong('slow') }) }), /`schedule` is "slow"/],
  [() => mdn({ body: search({ schedule: wrong(null) }) }), /`schedule` is null/],
  [() => mdn({ body: search({ schedule: { ...schedule, epochs: 0 } }) }), /`schedule.epochs` is 0/],
  [() => mdn({ body: search({ schedule: { ...schedule, batch: 0.5 } }) }), /`schedule.batch` is 0.5/],
  [
    () => mdn({ body: search({ schedule: wrong({ ...schedule, weightRate: 1 }) }) }),
    /`schedule.weightRate` is 1/,
  ],
])('what is no option, or of another kind, is refused in words: %#', (make, words) => {
  try {
    make();
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError'), String(error)).toBe(true);
    expect(String(error)).toMatch(words);
  }
});

test('control: whole specs and all that a search can be told are taken', () => {
  const told = { gates: 'example', gradient: 'sampled', schedule } as const;
  expect(mdn({ body: search(told) }).body).toMatchObject(told);
  expect(mdn(hybrid({ exactBelow: 3 }))).toEqual(mdn());
  expect(hybrid(mdn({ mixtures: 4 }))).toEqual(hybrid({ mixtures: 4 }));
  expect(bodyA({ ...(bodyB({ hidden: 7 }) as object) })).toEqual(bodyA({ hidden: 7 }));
});

test('equal shapes have one key, however they are written; control: other numbers another', () => {
  const { batch, ...rest } = schedule;
  const key = (own: typeof schedule) => shapeKey(mdn({ body: search({ schedule: own }) }));
  expect(key({ ...rest, batch })).toBe(key(schedule));
  expect(key({ ...rest, batch: 9 })).not.toBe(key(schedule));
});
