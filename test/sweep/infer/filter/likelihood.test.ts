/** Transitions of a kernel that knows its law: a dummy one, whose law is written down. */
import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import type { Kernel, LawKernel } from '../../../../src/kernels/kernel.ts';
import { setUp } from '../../../../src/run/scenario/setup.ts';
import { scenario } from '../../../../src/run/scenario.ts';
import { observed } from '../../../../src/sweep/infer/data/observed.ts';
import { byTransitions } from '../../../../src/sweep/infer/filter/likelihood.ts';
import { logFactorial } from '../../../../src/sweep/infer/filter/observation.ts';

const births = scenario({
  name: 'births',
  crn: crn('0 -> X @ birth'),
  rates: { birth: 3 },
  start: { X: 2 },
  time: { step: 1, until: 3 },
});
const { setup, start } = setUp(births);
const logPoisson = (n: number, mean: number): number => n * Math.log(mean) - mean - logFactorial(n);
/** As many come as a Poisson law says. */
const kernel = {
  spec: { kind: 'ssa' },
  step: () => {},
  logProb(before, after, rates, dt, out) {
    for (let row = 0; row < out.length; row++)
      out[row] = logPoisson(after[row]! - before[row]!, rates[0]! * dt);
  },
} as Partial<LawKernel> as Kernel;
const rows = (...counts: (readonly [time: number, X: number])[]) =>
  observed(counts.map(([time, X]) => ({ time, X })));

test('the likelihood is that of every transition, from the start on', () => {
  const at = byTransitions('here', rows([1, 4], [2, 5], [3, 9]), kernel, setup);
  expect(at({ setup, start }, 1)).toBeCloseTo(logPoisson(2, 3) + logPoisson(1, 3) + logPoisson(4, 3), 12);
});

test('or from the first observation, where that is the start', () => {
  const at = byTransitions('here', rows([0, 4], [1, 5]), kernel, setup);
  expect(at({ setup, start }, 1)).toBeCloseTo(logPoisson(1, 3), 12);
});

describe('it refuses', () => {
  const without = { spec: { kind: 'ssa' } } as Kernel;
  test.each([
    [rows([1, 4], [3, 5]), kernel, 'the data leave out steps of the kernel'],
    [rows([1, 4.5]), kernel, 'the data have not every count of X'],
    [rows([1, 4]), without, 'the kernel ssa does not know how likely a transition is'],
  ])('data %#', (data, of, message) => {
    expect(() => byTransitions('here', data, of, setup)).toThrow(message);
  });
});
