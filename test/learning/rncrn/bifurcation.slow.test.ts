/** Cycles of all species of a published model, by stiff integration. */
import { expect, test } from 'vitest';
import { rncrnFrame } from '../../../src/learning/rncrn/bifurcation.ts';
import { bifurcationDiagram } from '../../../src/numerics/continuation/diagram.ts';
import { published } from '../../fixtures/rncrn/published.ts';

test.each([
  [2.5, 7.983, [0.79355, 0.71387]],
  [3, 7.481, [1.0218, 0.9835]],
] as const)('Hopf, full reading: the cycle at λ = %f', (parameter, period, amplitudes) => {
  const varied = [{ parameter: 0, range: [2, parameter] as const }];
  const { cycles } = bifurcationDiagram(rncrnFrame(published('hopf'), { reading: 'full', varied }), {
    values: 2,
  });
  const last = cycles[0]!.points.at(-1)!;
  expect(cycles[0]!.ends.map(({ kind }) => kind)).toEqual(['Hopf', 'range']);
  expect(last.parameter).toBeCloseTo(parameter, 9);
  expect(last.period).toBeCloseTo(period, 3);
  amplitudes.forEach((amplitude, i) => {
    expect((last.greatest[i]! - last.least[i]!) / 2).toBeCloseTo(amplitude, 4);
  });
});
