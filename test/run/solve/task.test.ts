import { describe, expect, test } from 'vitest';
import { scenario } from '../../../src/run/scenario.ts';
import { hashTask, solveTask } from '../../../src/run/solve/task.ts';
import { pond } from './pond.ts';

describe('what is to be solved', () => {
  test('is what the scenario says', () => {
    const task = solveTask(pond({ limits: { X: 50 }, error: 1e-5 }));
    expect(task).toMatchObject({
      rates: { birth: 10, death: 1, shed: 0.1 },
      start: { X: 5, Y: 0 },
      times: [0.5, 1, 2],
      limits: { X: 50 },
      error: 1e-5,
      truncation: 'adaptive',
    });
  });

  test('and what is said beside it', () => {
    const rest = { times: [3], limits: { Y: 7 }, error: 1e-3, truncation: 'leaking' } as const;
    const task = solveTask(pond({ limits: { X: 50 } }), { rates: { shed: 2 }, start: { Y: 1 }, ...rest });
    expect(task).toMatchObject({
      rates: { birth: 10, shed: 2 },
      start: { X: 5, Y: 1 },
      ...rest,
      limits: { X: 50, Y: 7 },
    });
  });

  test('ten times where none are given, ending with the run', () => {
    const { solve: _, ...rest } = pond();
    expect(solveTask(rest as never).times).toEqual([0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2]);
  });

  test('counts given take the place of a law to start from', () => {
    const start = { kind: 'poisson', mean: { X: 3 } } as const;
    expect(solveTask(pond({ start })).start).toBe(start);
    expect(solveTask(pond({ start }), { start: { X: 1 } }).start).toEqual({ X: 1, Y: 0 });
  });
});

describe('a task of van', () => {
  const van = { model: { kind: 'gru', hidden: 8 }, order: ['Y'], fit: { updates: 10, rate: 0.1 } } as const;

  test('has every number of its network, with its limits reflecting', () => {
    const task = solveTask({ ...pond({ van }), seed: 5 }, { method: 'van', van: { fit: { updates: 20 } } });
    expect(task).toMatchObject({
      truncation: 'reflecting',
      maxStates: 200_000,
      van: { network: van.model, order: ['Y'], seed: 5, fit: { updates: 20, rate: 0.1, samples: 200_000 } },
    });
    expect(solveTask(pond(), { method: 'van', seed: 7 }).van).toMatchObject({
      network: { kind: 'perceptrons', hidden: [64, 64] },
      seed: 7,
    });
    expect(solveTask(pond({ van })).van).toBeUndefined();
  });

  test.each([
    { van: { fit: { updates: 10 } } },
    { van: { fit: { samples: 10 } } },
    { van: { model: { kind: 'gru', hidden: 8 } } },
    { van: { order: ['Y'] } },
    { van: { parity: { step: 0.1 } } },
    { van: { parity: { loss: 'steady-state' } } },
    { seed: 2 },
  ] as const)('has another hash with %j', (change) => {
    const method = 'van';
    expect(hashTask(solveTask(pond(), { method, ...change }), method)).not.toBe(
      hashTask(solveTask(pond(), { method }), method),
    );
  });

  test('takes published steps from one state only, and stationary laws from any', () => {
    const law = pond({ start: { kind: 'poisson', mean: { X: 3 } } });
    const asked = (own: object) => () => solveTask(law, { method: 'van', ...own } as never);
    const steps = { parity: { step: 1 } };
    expect(asked({ van: steps })).toThrow(/--parity: it starts from one state[\s\S]*`--start X=1`/);
    expect(asked({ van: steps, start: { X: 1 } })).not.toThrow();
    expect(asked({ van: { parity: { loss: 'steady-state' } } })).not.toThrow();
  });

  test('what is asked for takes the place of the other way of the scenario, and of its step', () => {
    const parity = { step: 0.1, batch: 50 };
    const asked = (own: object, theirs: object) =>
      solveTask(pond({ van: theirs }), { method: 'van', van: own as never });
    expect(asked({}, { parity }).van).toMatchObject({ parity, network: { kind: 'gru' } });
    expect(asked({ variational: {} }, { parity }).van!.parity).toBeUndefined();
    expect(asked({ parity }, { variational: {} }).van!.variational).toBeUndefined();
    expect(asked({ parity: { loss: 'l2' } }, { parity }).van!.parity).toMatchObject({
      ...parity,
      loss: 'l2',
    });
    const settled = asked({ parity: { loss: 'steady-state' } }, { parity });
    expect(settled).toMatchObject({
      times: [2],
      van: { parity: { batch: 50 }, network: { kind: 'perceptrons' } },
    });
    expect(settled.van!.parity!.step).toBeUndefined();
  });

  test.each([
    [{ method: 'van', van: { variational: {}, parity: { step: 1 } } }, /--variational: it is one way/],
    [{ method: 'van', van: { parity: { loss: 'steady-state' } }, times: [1, 2] }, /there are 2 times/],
    [{ method: 'van', error: 1e-6 }, /--error: van gets as near/],
    [{ method: 'van', truncation: 'leaking' }, /limits of van reflect, they are not leaking/],
    [
      { van },
      /--model, `order`, --updates: set for a network, and fsp has none\nLeave that out, or add `--m/,
    ],
    [{ van: { parity: { loss: 'kl' } } }, /--loss: set/],
    [{ van: { parity: { step: 1, batch: 9 } } }, /--samples, --parity: set/],
  ] as const)('what a method does not listen to is refused: %#', (overrides, message) => {
    expect(() => solveTask(pond(), overrides)).toThrow(message);
  });
});

describe('the hash of a task', () => {
  const task = solveTask(pond());
  test('is the same for the same', () => {
    expect(hashTask(solveTask(pond()), 'fsp')).toBe(hashTask(task, 'fsp'));
  });

  const states = Int32Array.of(1, 0, 2, 0);
  const listed = { kind: 'listed', states, probability: Float64Array.of(0.5, 0.5) } as const;
  test.each([
    { rates: { ...task.rates, birth: 11 } },
    { start: { X: 6 } },
    { start: listed },
    { start: { ...listed, probability: Float64Array.of(0.5, 0.25) } },
    { times: [0.5, 1] },
    { limits: { X: 9 } },
    { error: 1e-7 },
    { truncation: 'leaking' as const },
    { maxStates: 7 },
  ])('is another for another %j', (change) => {
    expect(hashTask({ ...task, ...change }, 'fsp')).not.toBe(hashTask(task, 'fsp'));
  });

  test('and for another method', () => {
    expect(hashTask(task, 'other')).not.toBe(hashTask(task, 'fsp'));
  });
});

describe('what a user can get wrong in `solve`', () => {
  test.each([
    [{ times: [] }, /`times` is \[\]/],
    [{ times: [2, 1] }, /1 after 2/],
    [{ times: [-1] }, /-1 after the start at 0/],
    [{ error: 0 }, /`error` is 0/],
    [{ limits: { Z: 3 } }, /`solve.limits` names "Z"/],
    [{ limits: { X: 0.5 } }, /`solve.limits.X` is 0.5/],
    [{ truncation: 'soft' }, /`solve.truncation` is "soft"/],
    [{ maxState: 3 }, /names "maxState"[\s\S]*Did you mean "maxStates"/],
    [{ pair: ['X'] }, /`solve.pair` is \["X"\]/],
    [{ pair: ['X', 'X'] }, /`solve.pair` is/],
    [{ pair: ['X', 'Z'] }, /`solve.pair` names "Z"/],
    [{ van: { moddel: 3 } }, /names "moddel"[\s\S]*"model"/],
    [{ van: { model: { kind: 'gru', hidden: 0 } } }, /`model` is/],
    [{ van: { fit: { updates: 0 } } }, /`fit.updates` is 0/],
    [{ van: { variational: { batch: 1 } } }, /`variational.batch` is 1/],
    [{ van: { parity: { step: 0 } } }, /`parity.step` is 0/],
    [{ van: { parity: { step: 1 }, variational: {} } }, /two ways to solve/],
    [{ van: { order: ['Z'] } }, /`solve.van.order` names "Z"/],
    [{ van: { order: 'X' } }, /`solve.van.order` is "X"/],
    [{ start: { X: 3 } }, /`solve.start.kind` is/],
    [{ start: { kind: 'poisson', mean: { Z: 3 } } }, /`solve.start.mean` names "Z"/],
  ])('%j', (solve, message) => {
    expect(() => pond(solve as never)).toThrow(message);
  });

  test('names beside the scenario that are none', () => {
    expect(() => solveTask(pond(), { rates: { birht: 1 } })).toThrow(/--rate.*"birht"[\s\S]*"birth"/);
    expect(() => solveTask(pond(), { start: { Z: 1 } })).toThrow(/"Z"/);
    expect(() => solveTask(pond(), { limits: { Z: 1 } })).toThrow(/"Z"/);
  });

  test('a network that lives in space only', () => {
    const field = scenario({
      ...pond(),
      rates: { birth: 10, death: 1 },
      fields: { shed: { diffusion: 1 } },
    } as never);
    expect(() => solveTask(field)).toThrow(/lives in space only/);
  });
});
