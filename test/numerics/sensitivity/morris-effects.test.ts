import { describe, expect, test } from 'vitest';
import { latinHypercubeDesign } from '../../../src/numerics/designs/latin-hypercube.ts';
import { morrisDesign } from '../../../src/numerics/designs/morris.ts';
import { morrisEffects } from '../../../src/numerics/sensitivity/morris-effects.ts';
import { gFunction, linear, outputsOf } from '../../support/sensitivity-models.ts';

const options = { seed: 1, resamples: 300 };

describe('Morris effects', () => {
  test('of a straight line are its slopes, without spread', () => {
    const design = morrisDesign(10, 4, 6, 3);
    const outputs = outputsOf(design, linear(1, -2, 3, 0).at);
    const slopes = (given: Float64Array): number[] =>
      morrisEffects(design, given, options).factors.map(({ mean }) => Math.round(mean.value * 1e9) / 1e9 + 0);
    expect(slopes(outputs)).toEqual([1, -2, 3, 0]);
    for (const { mean, size, spread } of morrisEffects(design, outputs, options).factors) {
      expect(size.value).toBeCloseTo(Math.abs(mean.value), 12);
      expect([spread.value, spread.high, mean.high - mean.low].every((x) => x < 1e-12)).toBe(true);
    }
    // Control: another order of rows is caught.
    expect(slopes(outputs.map((_, i) => outputs[(i + 1) % outputs.length]!))).not.toEqual([1, -2, 3, 0]);
  });

  test('of the g function are those of SALib, in the order of importance', () => {
    const design = morrisDesign(10, 4, 4, 7);
    const { factors } = morrisEffects(design, outputsOf(design, gFunction(0, 1, 4.5, 9).at), options);
    // SALib 1.6.0, morris.analyze of the same points and outputs; bench/designs.ts compares more.
    const means = [-0.6971717171717173, -0.5858585858585859, 0.06033670033670012, -0.011313131313131247];
    const sizes = [2.594006734006734, 1.7151515151515153, 0.672053872053872, 0.473939393939394];
    const spreads = [2.7837651858916064, 1.8913438256286867, 0.7936889758137462, 0.5509061235261725];
    factors.forEach(({ mean, size, spread }, f) => {
      expect(mean.value).toBeCloseTo(means[f]!, 13);
      expect(size.value).toBeCloseTo(sizes[f]!, 13);
      expect(spread.value).toBeCloseTo(spreads[f]!, 13);
      expect(size.low <= size.value && size.value <= size.high).toBe(true);
    });
  });

  test('a trajectory without all its outputs is left out, and counted', () => {
    const design = morrisDesign(6, 2, 4, 1);
    const at = linear(5, 1).at;
    const outputs = Array.from(outputsOf(design, at), (y, row) => (row === 5 ? undefined : y));
    const found = morrisEffects(design, outputs, options);
    expect(found).toMatchObject({ trajectories: 5, dropped: 1 });
    expect(found.factors[0]!.mean.value).toBeCloseTo(5, 12);
    expect(() =>
      morrisEffects(
        design,
        outputs.map((y, row) => (row < 4 ? y : undefined)),
        options,
      ),
    ).toThrow(/1 of 6 trajectories/);
  });

  test('a design of another kind is refused', () => {
    const design = latinHypercubeDesign(12, 2, 1);
    expect(() => morrisEffects(design, outputsOf(design, linear(1, 2).at), options)).toThrow(
      /does not move one factor/,
    );
  });
});
