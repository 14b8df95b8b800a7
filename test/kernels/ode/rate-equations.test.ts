import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { propensities } from '../../../src/crn/evaluate.ts';
import { RateEquations } from '../../../src/kernels/ode/rate-equations.ts';
import { solveOde } from '../../../src/numerics/ode/solve.ts';
import { bees, birthDeath, egfr, epidemic, gene, sir, x44 } from '../../support/networks.ts';

const models = { bees, birthDeath, sir, gene, x44, egfr: egfr(), epidemic: epidemic(0.3) };

describe.each(Object.entries(models))('the rate equations of %s', (_, { network, rates }) => {
  const equations = new RateEquations(network);
  equations.use(Float64Array.from([9, 9, ...rates]), 2);
  const width = network.species.length;
  const y = Float64Array.from({ length: width }, (_, s) => 3 + ((7 * s) % 11));
  const slope = (at: Float64Array, t = 0.7) => {
    const out = new Float64Array(width);
    equations.f(t, at, out);
    return out;
  };

  test('are what the reactions change, as often as they fire', () => {
    const a = propensities(network, y, rates, 0.7);
    const wanted = new Float64Array(width);
    network.reactions.forEach(({ change }, r) => {
      for (const { species, count } of change) wanted[species]! += count * a[r]!;
    });
    slope(y).forEach((v, s) => expect(v).toBeCloseTo(wanted[s]!, 9));
  });

  test('have the Jacobian that differences give, and the slope in time', () => {
    const jacobian = new Float64Array(width * width);
    equations.jacobian(0.7, y, jacobian);
    const h = 1e-5;
    for (let j = 0; j < width; j++) {
      const [up, down] = [1, -1].map((sign) => slope(y.map((v, s) => (s === j ? v + sign * h : v))));
      for (let i = 0; i < width; i++) {
        const wanted = (up![i]! - down![i]!) / (2 * h);
        expect(Math.abs(jacobian[i * width + j]! - wanted)).toBeLessThan(1e-5 * (1 + Math.abs(wanted)));
      }
    }
    const timed = new Float64Array(width);
    equations.timeSlope(0.7, y, timed);
    const [later, sooner] = [slope(y, 0.7 + h), slope(y, 0.7 - h)];
    timed.forEach((v, i) => expect(v).toBeCloseTo((later[i]! - sooner[i]!) / (2 * h), 5));
    expect(equations.autonomous).toBe(timed.every((v) => v === 0));
  });

  test('keep every conservation law', () => {
    const change = slope(y);
    const size = Math.max(...change.map(Math.abs));
    for (const { coefficients } of network.laws)
      expect(Math.abs(coefficients.reduce((sum, c, s) => sum + c * change[s]!, 0))).toBeLessThan(
        1e-12 * size,
      );
  });
});

test('firings are counted where they are asked for', () => {
  const equations = new RateEquations(birthDeath.network, 'molecules', 'counted');
  equations.use(birthDeath.rates);
  const { state } = solveOde(equations, { from: 0, to: 2, state: [5, 0], rtol: 1e-9 });
  // Births at 10; deaths, all that came but what is left.
  expect(state[1]).toBeCloseTo(20 + 5 + 20 - state[0]!, 6);
});

test('a rate that swings is followed', () => {
  const equations = new RateEquations(crn('0 -> A @ {k * (1 + cos(t))}\nA -> 0 @ d'));
  equations.use([3, 0.5]);
  const { state } = solveOde(equations, { from: 0, to: 5, state: [2], rtol: 1e-9, atol: 1e-9 });
  // A′ = 3(1 + cos t) − A/2: 6 + (6 cos t + 12 sin t)/5, and what is left of the start.
  const rest = (t: number) => 6 + (6 * Math.cos(t) + 12 * Math.sin(t)) / 5;
  expect(state[0]).toBeCloseTo(rest(5) + (2 - rest(0)) * Math.exp(-2.5), 7);
});

test('a slope that is infinite at 0 does not stop it', () => {
  const equations = new RateEquations(crn('0 -> A @ {sqrt(A) + 1}'), 'concentrations');
  const { state } = solveOde(equations, { from: 0, to: 1, state: [0], rtol: 1e-8, atol: 1e-10 });
  // t = 2(√A − log(1 + √A))
  const root = Math.sqrt(state[0]!);
  expect(2 * (root - Math.log1p(root))).toBeCloseTo(1, 6);
});
