import { describe, expect, test } from 'vitest';
import type { Frame } from '../../../src/numerics/continuation/equilibria.ts';
import { findEquilibria } from '../../../src/numerics/continuation/equilibria.ts';
import { followEquilibria } from '../../../src/numerics/continuation/equilibrium-branch.ts';
import { held } from '../../../src/numerics/continuation/family.ts';
import { brusselator, crossing, folded, polar } from './families.ts';

function through(frame: Frame, parameter: number) {
  return findEquilibria(frame, [parameter]).map((state) => followEquilibria(frame, { parameter, state }));
}

describe('folds', () => {
  const [branch] = through(folded, -1);

  test('a branch is followed through both, to the ends of the range', () => {
    expect(branch!.points[0]!.parameter).toBe(-1);
    expect(branch!.points.at(-1)!.parameter).toBe(1);
    expect(branch!.special.map(({ kind }) => kind)).toEqual(['fold', 'fold']);
  });

  test('they are where the formula says', () => {
    const at = 2 / (3 * Math.sqrt(3));
    expect(branch!.special.map(({ parameter }) => parameter)[0]).toBeCloseTo(at, 9);
    expect(branch!.special.map(({ parameter }) => parameter)[1]).toBeCloseTo(-at, 9);
    expect(branch!.special[0]!.state[0]).toBeCloseTo(-1 / Math.sqrt(3), 6);
  });

  test('between them it is unstable, and every point is an equilibrium', () => {
    for (const { state, unstable, parameter } of branch!.points) {
      expect(Math.abs(parameter + state[0]! - state[0]! ** 3)).toBeLessThan(1e-10);
      // At the folds themselves rounding decides.
      if (Math.abs(state[0]! ** 2 - 1 / 3) > 1e-6) expect(unstable).toBe(state[0]! ** 2 < 1 / 3 ? 1 : 0);
    }
  });
});

test('a branch point is no fold: the branch goes straight on and changes stability', () => {
  const branches = through(crossing, -1);
  expect(branches).toHaveLength(2);
  for (const { special, points } of branches) {
    expect(special.map(({ kind }) => kind)).toEqual(['branch point']);
    expect(special[0]!.parameter).toBeCloseTo(0, 9);
    expect(points.at(-1)!.parameter).toBe(1);
  }
});

test('a Hopf point has the place, frequency and side of the formula', () => {
  // a from 0.5 to 2 at b = 2: at a = 1, where the first Lyapunov coefficient is below 0.
  const frame: Frame = {
    family: held(brusselator, 2),
    box: [
      [0, 10],
      [0, 10],
    ],
    ranges: [[0.5, 2]],
  };
  const [branch] = through(frame, 0.5);
  expect(branch!.special).toMatchObject([{ kind: 'Hopf' }]);
  const [hopf] = branch!.special;
  if (hopf?.kind !== 'Hopf') return expect.unreachable();
  expect(hopf.parameter).toBeCloseTo(1, 9);
  expect(hopf.omega).toBeCloseTo(1, 8);
  expect(hopf.lyapunov).toBeLessThan(0);
});

test.each([1, -1] as const)('r²-term of sign %i: the Lyapunov coefficient has it, and its size', (sign) => {
  const [branch] = through(polar(sign), -0.5);
  const [hopf] = branch!.special;
  if (hopf?.kind !== 'Hopf') return expect.unreachable();
  expect(hopf.parameter).toBeCloseTo(0, 8);
  // Of r' = r·(p + c·r²) it is 2c in Kuznetsov's unit, |q| = 1.
  expect(hopf.lyapunov).toBeCloseTo(2 * sign, 1);
});
