/** The bifurcations of published models, as found by others' means: recorded to the digits given. */
import { describe, expect, test } from 'vitest';
import { rncrnFrame } from '../../../src/learning/rncrn/bifurcation.ts';
import { rncrn } from '../../../src/learning/rncrn/model.ts';
import type { CycleBranch } from '../../../src/numerics/continuation/cycles/cycle-branch.ts';
import { bifurcationDiagram, type Diagram } from '../../../src/numerics/continuation/diagram.ts';
import { findEquilibria } from '../../../src/numerics/continuation/equilibria.ts';
import { followEquilibria } from '../../../src/numerics/continuation/equilibrium-branch.ts';
import { published } from '../../fixtures/rncrn/published.ts';

function diagramOf(name: string, low: number, high: number, values = 2): Diagram {
  const frame = rncrnFrame(published(name), { varied: [{ parameter: 0, range: [low, high] }] });
  return bifurcationDiagram(frame, { values });
}

function specials({ branches }: Diagram) {
  return branches.flatMap(({ special }) => special);
}

/** The period at a parameter: 1/T² between the two cycles around it. */
function periodAt({ points }: CycleBranch, parameter: number): number {
  const k = points.findIndex(
    (p, i) => i > 0 && (p.parameter - parameter) * (points[i - 1]!.parameter - parameter) <= 0,
  );
  const [a, b] = [points[k - 1]!, points[k]!];
  const share = (parameter - a.parameter) / (b.parameter - a.parameter);
  return (a.period ** -2 + share * (b.period ** -2 - a.period ** -2)) ** -0.5;
}

test('uni/bi: one fold, at λ = 0.0058343 and x = 6.6349, and one branch without', () => {
  const found = diagramOf('uni-bi', 0, 1);
  expect(found.branches).toHaveLength(2);
  const [fold, ...others] = specials(found);
  expect(others).toEqual([]);
  expect(fold!.kind).toBe('fold');
  expect(fold!.parameter).toBeCloseTo(0.0058343, 7);
  expect(fold!.state[0]).toBeCloseTo(6.6349, 4);
});

describe('Hopf', () => {
  const found = diagramOf('hopf', 1, 3);

  test('the point, its frequency and side', () => {
    const [hopf] = specials(found);
    if (hopf?.kind !== 'Hopf') return expect.unreachable();
    expect(hopf.parameter).toBeCloseTo(2.14369, 4);
    expect(hopf.state[0]).toBeCloseTo(4.7468, 4);
    expect(hopf.state[1]).toBeCloseTo(4.7448, 4);
    expect(hopf.omega).toBeCloseTo(0.8965, 4);
    expect(hopf.lyapunov).toBeLessThan(0);
  });

  test('the cycle at λ = 3', () => {
    const last = found.cycles[0]!.points.at(-1)!;
    expect(last.parameter).toBeCloseTo(3, 9);
    expect(last.period).toBeCloseTo(6.4655, 4);
    expect((last.greatest[0]! - last.least[0]!) / 2).toBeCloseTo(1.018, 3);
    expect((last.greatest[1]! - last.least[1]!) / 2).toBeCloseTo(0.9881, 3);
  });
});

test('the full reading has its Hopf point later, as the lag of the perceptrons makes it; the corrected one nearly there', () => {
  const varied = [{ parameter: 0, range: [1.9, 2.5] as const }];
  const at = (reading: 'full' | 'corrected'): number => {
    const frame = rncrnFrame(published('hopf'), { reading, varied });
    const [state] = findEquilibria(frame, [1.9], reading === 'full' ? 0 : 20);
    return followEquilibria(frame, { parameter: 1.9, state: state! }).special[0]!.parameter;
  };
  expect(at('full')).toBeCloseTo(2.14543, 5);
  expect(at('corrected')).toBeCloseTo(2.14543, 3);
});

test('homoclinic: born at a Hopf point, 1.82537, it ends at a saddle at 1.99509', () => {
  const found = diagramOf('homoclinic', 1.8, 2.1);
  expect(found.branches).toHaveLength(3);
  expect(specials(found)).toMatchObject([{ kind: 'Hopf' }]);
  expect(specials(found)[0]!.parameter).toBeCloseTo(1.82537, 5);
  const [cycles] = found.cycles;
  expect(cycles!.ends.map(({ kind }) => kind)).toEqual(['Hopf', 'homoclinic']);
  expect((cycles!.ends[1] as { parameter: number }).parameter).toBeCloseTo(1.99509, 5);
  expect(periodAt(cycles!, 1.9)).toBeCloseTo(9.383, 1);
  expect(cycles!.points.every(({ stable }) => stable)).toBe(true);
});

test('rest ↔ cycle: two folds, 0.80371 and 0.78801, the first on the cycle, whose period grows towards it', () => {
  const found = diagramOf('eq-cycle', 0.1, 1);
  const [onCycle, second] = specials(found);
  expect(onCycle!.parameter).toBeCloseTo(0.80371, 5);
  expect(onCycle!.state[0]).toBeCloseTo(0.3491, 4);
  expect(onCycle!.state[1]).toBeCloseTo(2.0035, 4);
  expect(second!.parameter).toBeCloseTo(0.78801, 5);
  const [cycles] = found.cycles;
  expect(cycles!.ends[0]).toEqual({ kind: 'SNIC', parameter: onCycle!.parameter });
  for (const [at, period] of [
    [0.815, 10.33],
    [0.82, 9.64],
    [0.85, 8.04],
  ] as const)
    expect(Math.abs(periodAt(cycles!, at) / period - 1)).toBeLessThan(5e-3);
});

test('a classifier, and a model without a region, are refused', () => {
  const varied = [{ parameter: 0, range: [0, 1] as const }];
  expect(() => rncrnFrame(published('threshold'), { varied })).toThrow(/no dynamics of its own/);
  const bare = rncrn({ beta: [1], theta: [0], alpha: [-1], parameters: 1, mu: 1 });
  expect(() => rncrnFrame(bare, { varied })).toThrow(/names no region/);
});
