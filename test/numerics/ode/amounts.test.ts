import { expect, test } from 'vitest';
import { ofAmounts } from '../../../src/numerics/ode/amounts.ts';

test('equations are asked at 0 where an amount is below, and the state stays as it is', () => {
  const asked: number[][] = [];
  const system = {
    size: 3,
    autonomous: true,
    f: (_t: number, y: Float64Array, out: Float64Array) => {
      asked.push([...y]);
      out.set(y);
    },
  };
  const y = Float64Array.of(-1, -2, 3);
  const out = new Float64Array(3);
  const amounts = ofAmounts(system, [0, 2]);
  amounts.f(0, y, out);
  expect(asked).toEqual([[0, -2, 3]]);
  expect([...out]).toEqual([0, -2, 3]);
  expect([...y]).toEqual([-1, -2, 3]);
  expect(amounts).toMatchObject({ size: 3, autonomous: true });
  expect(amounts).not.toHaveProperty('jacobian');
});
