import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { KernelSpec } from '../../../src/kernels/kernel.ts';
import { mdn, ssa } from '../../../src/kernels/specs.ts';
import { trainingBudget, trainingJob } from '../../../src/run/learn/training-job.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
import { scenario } from '../../../src/run/scenario.ts';

const reading = mdn({ stepInput: true });
const having = (kernel: KernelSpec | 'auto' | undefined, train: object) =>
  scenario({
    name: 'fade',
    crn: crn('A -> 0 @ k'),
    rates: { k: 1 },
    start: { A: 5 },
    time: { step: 1, until: 3 },
    ...(kernel === undefined ? {} : { kernel }),
    train: { ranges: { A: [0, 9] }, ...train },
  });

test('a kernel that reads the step is trained for the range of steps', () => {
  expect(trainingJob(having(reading, { stepRange: [0.5, 2] }), reading).steps).toEqual([0.5, 2]);
  expect(trainingJob(having(mdn(), {}), mdn())).not.toHaveProperty('steps');
  expect(() => trainingJob(having(mdn(), {}), reading)).toThrow('`train.stepRange` is undefined');
});

test.each([
  [reading, {}, /`train.stepRange` is undefined/],
  [reading, { stepRange: [2, 0.5] }, /`train.stepRange` is \[2,0.5\]/],
  [reading, { stepRange: [0, 2] }, /`train.stepRange` is \[0,2\]/],
  [reading, { stepRange: 1 }, /`train.stepRange` is 1/],
  [reading, { stepRange: ['a', 2] }, /`train.stepRange` is \["a",2\]/],
  [reading, { stepRange: [2, 4] }, /`time.step` is 1, and `train.stepRange` is \[2, 4\]/],
  [mdn(), { stepRange: [0.5, 2] }, /the kernel does not read the length of the step/],
  ['mdn' as never, {}, /`kernel` is "mdn"/],
  [null as never, {}, /`kernel` is null/],
  [mdn(), { eventss: 3 }, /names "eventss".*Did you mean "events"/s],
])('refused in words: %#', (kernel, train, message) => {
  expect(() => having(kernel, train)).toThrow(message);
});

test('a scenario that names it can be run exactly too', () => {
  for (const kernel of [ssa(), 'auto' as const, undefined])
    expect(having(kernel, { stepRange: [0.5, 2] }).train!.stepRange).toEqual([0.5, 2]);
  expect(setUp(having(reading, { stepRange: [0.5, 2] }), { kernel: ssa() }).setup.kernel).toEqual(ssa());
});

test("the scenario's budget, and what goes before it", () => {
  const own = { transitions: 500, each: 4, events: 1e6, epochs: 3, rounds: 1, batch: 64, patience: 2 };
  expect(trainingBudget(having(mdn(), own), {})).toEqual(own);
  expect(trainingBudget(having(mdn(), own), { epochs: 9, seed: 4 })).toEqual({ ...own, epochs: 9, seed: 4 });
  expect(trainingBudget(having(mdn(), {}), {})).toEqual({ rounds: 1 });
  const { kind: _, ...fade } = having(mdn(), {});
  const hopping = scenario({ ...fade, hop: { A: 0.1 } } as Parameters<typeof scenario>[0]);
  expect(trainingBudget(hopping, {})).toEqual({ rounds: 2 });
});

test('ranges may be left out: twice what the scenario starts with, at least 10', () => {
  const at = (start: number) =>
    scenario({
      name: 'fade',
      crn: crn('A -> 0 @ k'),
      rates: { k: 1 },
      start: { A: start },
      time: { step: 1, until: 3 },
      kernel: mdn(),
      train: { epochs: 5 },
    });
  expect(trainingJob(at(20), mdn()).ranges).toEqual([[0, 40]]);
  expect(trainingJob(at(1), mdn()).ranges).toEqual([[0, 10]]);
});
