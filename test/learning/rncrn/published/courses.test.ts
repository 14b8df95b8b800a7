/** Where solutions of the published weights lead, against values computed by others from the same weights. */
import { describe, expect, test } from 'vitest';
import { fullEquations, reducedEquations } from '../../../../src/learning/rncrn/field/equations.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { compose } from '../../../../src/learning/rncrn/model/compose.ts';
import { type Rncrn, rncrn } from '../../../../src/learning/rncrn/model.ts';
import { equilibria, equilibriumNear } from '../../../../src/learning/rncrn/verify/equilibria.ts';
import { follow } from '../../../../src/learning/rncrn/verify/follow.ts';
import { solveOde } from '../../../../src/numerics/ode/solve.ts';
import { Stream } from '../../../../src/numerics/streams.ts';
import { published, publishedRounded } from '../../../fixtures/rncrn/published.ts';

const bound = 100;
const half = Math.PI / 2;

test.each<[string, readonly (readonly [starts: readonly number[], end: number])[]]>([
  [
    'sin-bistable',
    [
      [[1, 3], 3.196],
      [[5, 7, 9, 11], 9.522],
    ],
  ],
  [
    'sin-tristable',
    [
      [[1, 3], 3.1603],
      [[5, 7], 9.4915],
      [[9, 11], 15.967],
    ],
  ],
])('%s: which starts lead where', (name, all) => {
  for (const [starts, end] of all)
    for (const start of starts) {
      const orbit = follow(publishedRounded(name), [], [start * half], {
        reading: 'reduced',
        time: 30,
        bound,
      });
      expect(orbit.kind).toBe('rest');
      expect(orbit.end[0]).toBeCloseTo(end, 2);
    }
});

test.each([
  [1, [4.8709, 4.8755, 4.8905, 4.8953]],
  [0, [1.9101, 1.9101, 7.726, 7.7261]],
])('uni-bi at λ = %i: all species at time 1, perceptrons from 0', (lambda, ends) => {
  const system = fullEquations(published('uni-bi'), [lambda]);
  [2, 3, 6, 7].forEach((x, i) => {
    const { state } = solveOde(system, {
      from: 0,
      to: 1,
      state: [x, 0, 0, 0],
      rtol: 1e-9,
      nonNegative: 'all',
    });
    expect(state[0]).toBeCloseTo(ends[i]!, 3);
  });
});

test('uni-bi: between the codes the low branch dips to 0.578, at λ = 0.085', () => {
  const level = (lambda: number): number =>
    equilibria(published('uni-bi'), [lambda], [[0, 12]]).find(({ stable }) => stable)!.x[0]!;
  const lambdas = Array.from({ length: 100 }, (_, k) => 0.02 + 0.002 * k);
  const levels = lambdas.map(level);
  const least = Math.min(...levels);
  expect(least).toBeCloseTo(0.578, 3);
  expect(lambdas[levels.indexOf(least)]).toBeCloseTo(0.085, 2);
});

test('bessel and heart: periods in the limit of fast perceptrons', () => {
  const period = (model: Rncrn, from: readonly number[]) =>
    follow(model, [], from, { reading: 'reduced', time: 60, bound }).period!;
  expect(period(publishedRounded('bessel'), [2, 4])).toBeCloseTo(7.0718, 3);
  expect(period(published('heart'), [2.957, 2.665])).toBeCloseTo(6.778, 2);
});

describe('homoclinic', () => {
  const model = published('homoclinic');
  const at = (lambda: number, from: readonly number[], time: number) =>
    follow(model, [lambda], from, { reading: 'reduced', time, bound });

  test('near the loop the cycle is slower', () => {
    expect(at(1.95, [4.75, 4.3], 80).period! / 11.676).toBeCloseTo(1, 3);
  });

  test.each([
    [1.997, [3.5, 6.04], [5.679, 5.55]],
    [2.1, [3.5, 6.0435], [5.865, 5.655]],
    [2.1, [4.8, 4.3], [5.865, 5.655]],
  ])('beyond it, at λ = %d, solutions from %j end at the node', (lambda, from, node) => {
    const { kind, end } = at(lambda, from, 100);
    expect(kind).toBe('rest');
    end.forEach((x, i) => void expect(Math.abs(x - node[i]!)).toBeLessThan(2e-3));
  });
});

/** How many of 300 copies, whose weights are off by up to a share each, do not rest where they should. */
function unsettled(share: number): number {
  const model = published('hopf-critical');
  const stream = new Stream();
  let count = 0;
  for (let copy = 0; copy < 300; copy++) {
    stream.open(4, copy, 0, 0);
    const off = (all: Float64Array) => all.map((weight) => weight * (1 + share * (2 * stream.uniform() - 1)));
    const { alpha, beta, omega, theta, gamma, tau } = model;
    const other = rncrn({
      ...{ ...model, alpha: off(alpha), beta: off(beta), omega: off(omega) },
      ...{ theta: off(theta), gamma: off(gamma), tau: off(tau) },
    });
    // A weight may send the equilibrium away.
    const rest = equilibriumNear(other, [], [4.9154, 4.9639]);
    if (rest && !rest.stable) count++;
  }
  return count;
}

test('hopf-critical: rate constants a fiftieth off leave all of 300 at rest, a tenth off a few not', () => {
  expect(unsettled(0.02)).toBe(0);
  expect(unsettled(0.1)).toBeGreaterThan(0);
  expect(unsettled(0.1)).toBeLessThan(60);
});

test('xor: 375 of 441 pairs of signals have the right number of stable levels, the others lie near a threshold', () => {
  const [model, answer] = [published('uni-bi'), new ReducedField(published('xor'))];
  const levels = new Float64Array(5);
  const wrong: number[][] = [];
  for (let i = 0; i <= 20; i++)
    for (let j = 0; j <= 20; j++) {
      const signals = [i / 10, j / 10];
      answer.levels([], signals, levels);
      const field = new ReducedField(model);
      const value = (x: number): number => {
        const out = new Float64Array(1);
        field.rate([x], [levels[4]!], out);
        return out[0]!;
      };
      let stable = 0;
      for (let x = 0.05; x < 12; x += 0.02) if (value(x) > 0 && value(x + 0.02) <= 0) stable++;
      if (stable !== (signals[0]! > 1 !== signals[1]! > 1 ? 1 : 2)) wrong.push(signals);
    }
  expect(441 - wrong.length).toBe(375);
  expect(wrong.filter((signals) => signals.every((s) => Math.abs(s - 1) > 0.2 + 1e-9))).toEqual([]);
});

/** Least, mean and greatest distance from a point, along a cycle in the plane. */
function radii(path: Float64Array, [x, y]: readonly [number, number]): [number, number, number] {
  const all = Array.from({ length: path.length / 2 }, (_, k) =>
    Math.hypot(path[2 * k]! - x, path[2 * k + 1]! - y),
  );
  return [Math.min(...all), all.reduce((a, b) => a + b) / all.length, Math.max(...all)];
}

describe('circles', () => {
  test.each<[string, readonly number[], readonly [number, number], readonly number[]]>([
    ['circle', [2.744, 2.693], [2, 2], [0.972, 1.0129, 1.099]],
    ['circle-linear', [2.744, 2.693], [2, 2], [0.9558, 1.016, 1.0712]],
    ['multi-cycle', [1.118, 1.154], [1.5, 1.5], [0, 0.488, 0]],
    ['multi-cycle', [3.916, 1.392], [4.5, 1.5], [0, 0.48, 0]],
  ])('%s from %j: how far from the middle', (name, from, middle, wanted) => {
    const { path } = follow(published(name), [], from, { reading: 'full', time: 40, bound });
    radii(path, middle).forEach((r, i) => {
      if (wanted[i]! > 0) expect(Math.abs(r - wanted[i]!)).toBeLessThan(3e-3);
    });
  });

  test('slower perceptrons turn slower', () => {
    for (const [mu, period] of [
      [0.01, 6.429],
      [1, 8.314],
    ] as const) {
      const model = rncrn({ ...published('circle'), mu });
      const orbit = follow(model, [], [2.744, 2.693], { reading: 'full', time: 40, bound });
      expect(orbit.period! / period).toBeCloseTo(1, 3);
    }
  });

  test('eight starts end on the one cycle', () => {
    for (let k = 0; k < 8; k++) {
      const angle = (Math.PI * k) / 4;
      const from = [2 + (k % 2 ? 0.5 : 1.15) * Math.cos(angle), 2 + (k % 2 ? 0.5 : 1.15) * Math.sin(angle)];
      const orbit = follow(published('circle'), [], from, { reading: 'full', time: 15, bound });
      expect(orbit.period! / 6.6028).toBeCloseTo(1, 3);
    }
  });

  test('two of them: the border lies between x₁ = 3 and 4', () => {
    const end = (x: number) =>
      follow(published('multi-cycle'), [], [x, 1.5], { reading: 'full', time: 20, bound }).mean[0]!;
    expect(end(3)).toBeLessThan(2);
    expect(end(4)).toBeGreaterThan(4);
  });

  test('that repels: backwards it is a cycle, inside is rest, outside it blows up', () => {
    const system = reducedEquations(published('repeller'), []);
    const options = { method: 'explicit', rtol: 1e-9, atol: 1e-10 } as const;
    const { at, crossings } = solveOde(system, {
      ...{ ...options, from: 0, to: -40, state: [2.9, 2] },
      watches: [{ value: (_t, y) => y[0]! - 2, direction: 'up' }],
    });
    const path = Float64Array.from({ length: 4000 }, (_, i) => at(-20 - 0.01 * Math.floor(i / 2))[i % 2]!);
    radii(path, [2, 2]).forEach(
      (r, i) => void expect(Math.abs(r - [0.9538, 1.0101, 1.0496][i]!)).toBeLessThan(2e-3),
    );
    const [last, before] = [crossings.at(-1)!.t, crossings.at(-2)!.t];
    expect(Math.abs(last - before)).toBeCloseTo(6.767, 2);
    const inside = follow(published('repeller'), [], [2.5, 2.5], { reading: 'full', time: 20, bound });
    expect(inside.kind).toBe('rest');
    inside.end.slice(0, 2).forEach((x, i) => void expect(x).toBeCloseTo([1.9808, 1.8726][i]!, 3));
    const outside = (to: number) =>
      solveOde(fullEquations(published('repeller'), []), {
        ...{ from: 0, to, state: [2.744, 2.693, 0, 0, 0, 0, 0], rtol: 1e-8, nonNegative: 'all' },
      });
    const { state } = outside(0.1);
    [2.8604, 3.0086].forEach((x, i) => void expect(state[i]).toBeCloseTo(x, 3));
    expect(() => outside(0.5)).toThrow(/blows up|too many|finite|given up/);
  });
});

test('heart: how far the orbit is from the curve', () => {
  const { path } = follow(published('heart'), [], [2.957, 2.665], { reading: 'full', time: 30, bound });
  const curve = Array.from({ length: 800 }, (_, k) => {
    const t = (2 * Math.PI * k) / 800;
    return [
      2 + 1.12 * Math.sin(t) ** 3,
      2 + 0.07 * (13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)),
    ] as const;
  });
  const distances = Array.from({ length: path.length / 2 }, (_, k) =>
    Math.min(...curve.map(([x, y]) => Math.hypot(path[2 * k]! - x, path[2 * k + 1]! - y))),
  );
  expect(distances.reduce((a, b) => a + b) / distances.length).toBeCloseTo(0.02, 2);
  expect(Math.max(...distances)).toBeCloseTo(0.12, 2);
});

test('rest ↔ cycle behind its classifier: quiet up to a signal of 2.5, turning from 3 on', () => {
  const model = compose(published('eq-cycle'), published('threshold'));
  const at = (signal: number) => follow(model, [signal], [1, 1], { reading: 'full', time: 40, bound });
  [0.431, 0.438, 0.451, 0.479, 0.58, 0.381].forEach((x, k) => {
    const { kind, end } = at(k / 2);
    expect(kind).toBe('rest');
    expect(end[0]).toBeCloseTo(x, 2);
  });
  for (const signal of [3, 3.5, 4, 4.5, 5, 5.5]) {
    const { kind, period } = at(signal);
    expect(kind).toBe('cycle');
    expect(period).toBeGreaterThan(6.4);
    expect(period).toBeLessThan(6.76);
  }
});
