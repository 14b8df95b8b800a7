import { expect, test } from 'vitest';
import { DensePart } from '../../../../src/numerics/ode/methods/dense-part.ts';
import { equationsOf, growthFactor } from '../../../support/ode-problems.ts';

const calls = () => ({ steps: 0, rejected: 0, f: 0, jacobians: 0, factorisations: 0 });

test('differences give what the Jacobian gives, for amounts of 0 too', () => {
  const system = equationsOf(growthFactor);
  const y = Float64Array.from(growthFactor.start);
  const counted = calls();
  const [exact, measured] = [
    new DensePart(system, calls()),
    new DensePart({ size: system.size, f: system.f.bind(system) }, counted),
  ];
  const solutions = [exact, measured].map((part) => {
    const b = Float64Array.from({ length: system.size }, (_, i) => Math.cos(i));
    part.linearise(0, y);
    expect(part.factor(2)).toBe(true);
    part.solve(b);
    return b;
  });
  solutions[0]!.forEach((v, i) => expect(solutions[1]![i]).toBeCloseTo(v, 6));
  expect(counted.f).toBe(system.size + 1);
});

test('a shift that is an eigenvalue has no solution', () => {
  const jacobian = (_t: number, _y: Float64Array, out: Float64Array) => out.set([2, 0, 0, 3]);
  const part = new DensePart({ size: 2, f: () => undefined, jacobian }, calls());
  part.linearise(0, new Float64Array(2));
  expect([2, 3, 4].map((shift) => part.factor(shift))).toEqual([false, false, true]);
});
