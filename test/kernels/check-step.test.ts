import { expect, test } from 'vitest';
import { checkStep } from '../../src/kernels/check-step.ts';
import { tau } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { openTau } from '../../src/kernels/tau.ts';
import { birthDeath } from '../support/networks.ts';

test.each([
  [0, -1],
  [0, Number.NaN],
  [0, Infinity],
  [Number.NaN, 1],
  [-Infinity, 1],
])('refused by kernels that take steps of any length: at %d, of %d', async (time, dt) => {
  const { network } = birthDeath;
  const rates = Float64Array.from(birthDeath.rates);
  for (const kernel of [await openSsa({ network }), await openTau(tau(), { network })]) {
    const counts = Int32Array.of(5);
    const step = () => kernel.step(counts, rates, time, dt, { seed: 1, step: 0, firstAgent: 0 });
    expect(step).toThrow(`${kernel.spec.kind}: a step of ${dt} at time ${time}`);
    expect([...counts]).toEqual([5]);
  }
});

test('a step of length 0, or from a negative time, is one', () => {
  expect(() => checkStep('ssa', -3, 0)).not.toThrow();
});
