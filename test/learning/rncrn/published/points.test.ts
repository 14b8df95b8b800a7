/** Equilibria, bifurcations and cycles of the published weights, against values computed by others from the same weights. */
import { expect, test } from 'vitest';
import { CorrectedField } from '../../../../src/learning/rncrn/field/corrected.ts';
import { FullField } from '../../../../src/learning/rncrn/field/full.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { type Rncrn, rncrn } from '../../../../src/learning/rncrn/model.ts';
import { published, publishedRounded } from '../../../fixtures/rncrn/published.ts';
import { determinant, type Equations, eigenvalues, orbitOf, rootNear, trace } from '../analysis.ts';

function fieldAt(model: Rncrn, lambda: readonly number[] = []): Equations {
  const field = new ReducedField(model);
  return (x, out) => field.rate(x, lambda, out);
}

function jacobianAt(model: Rncrn, x: Float64Array, lambda: readonly number[] = []): Float64Array {
  const out = new Float64Array(x.length * x.length);
  new ReducedField(model).jacobian(x, lambda, out);
  return out;
}

/** Where an equilibrium of a field in the plane meets a condition on its Jacobian: [x_1, x_2, λ]. */
function bifurcation(
  model: Rncrn,
  condition: (jacobian: Float64Array) => number,
  guess: readonly [number, number, number],
): Float64Array {
  const field = new ReducedField(model);
  const jacobian = new Float64Array(4);
  return rootNear((at, out) => {
    const [x, lambda] = [at.subarray(0, 2), at.subarray(2)];
    field.rate(x, lambda, out);
    field.jacobian(x, lambda, jacobian);
    out[2] = condition(jacobian);
  }, guess);
}

test.each<[string, number[], number[], number]>([
  ['sin-bistable', [], [3.1964, 9.5216], 6.2063],
  ['uni-bi', [0], [1.9101, 7.7261], 5.1184],
])('%s: two stable levels and a border between', (name, lambda, stable, border) => {
  const model = name === 'uni-bi' ? published(name) : publishedRounded(name);
  for (const x of stable) {
    const root = rootNear(fieldAt(model, lambda), [x]);
    expect(root[0]).toBeCloseTo(x, 3);
    expect(jacobianAt(model, root, lambda)[0]).toBeLessThan(0);
  }
  const root = rootNear(fieldAt(model, lambda), [border]);
  expect(root[0]).toBeCloseTo(border, 3);
  expect(jacobianAt(model, root, lambda)[0]).toBeGreaterThan(0);
});

test('sin-tristable: three stable levels and two borders', () => {
  const model = publishedRounded('sin-tristable');
  [3.1603, 6.279, 9.4915, 12.348, 15.967].forEach((x, i) => {
    const root = rootNear(fieldAt(model), [x]);
    expect(root[0]).toBeCloseTo(x, 2);
    expect(Math.sign(jacobianAt(model, root)[0]!)).toBe(i % 2 === 0 ? -1 : 1);
  });
});

test('uni-bi: slopes, levels under the signal, and the fold', () => {
  const model = published('uni-bi');
  const slope = (x: number, lambda: number) =>
    jacobianAt(model, rootNear(fieldAt(model, [lambda]), [x]), [lambda])[0];
  expect(slope(1.91, 0)).toBeCloseTo(-20.1, 1);
  expect(slope(5.118, 0)).toBeCloseTo(7.4, 1);
  expect(slope(7.726, 0)).toBeCloseTo(-11.6, 1);
  expect(slope(4.885, 1)).toBeCloseTo(-5.28, 2);
  expect(rootNear(fieldAt(model, [1]), [4.9])[0]).toBeCloseTo(4.8848, 4);
  expect(rootNear(fieldAt(model, [0.5]), [1.8])[0]).toBeCloseTo(1.821, 3);
  const field = new ReducedField(model);
  const [x, lambda] = rootNear(
    (at, out) => {
      field.rate(at, at.subarray(1), out);
      field.jacobian(at, at.subarray(1), out.subarray(1));
    },
    [6.6, 0.006],
  );
  expect(lambda).toBeCloseTo(0.0058343, 7);
  expect(x).toBeCloseTo(6.6349, 4);
});

test.each<[string, number[], number[], boolean, [number, number]]>([
  ['circle', [], [2.0435, 2.0802], false, [4.86, 2.044]],
  ['circle-linear', [], [1.9572, 2.0331], true, [4.53, 3.3]],
  ['repeller', [], [1.9808, 1.8726], false, [-3.81, 0.9]],
  ['hopf-critical', [], [4.9154, 4.9639], false, [-0.6193, 0.9297]],
  ['multi-cycle', [], [1.436, 1.401], false, [0, 0]],
  ['multi-cycle', [], [4.442, 1.455], false, [0, 0]],
  ['multi-cycle', [], [3.433, 1.021], true, [0, 0]],
  ['eq-cycle', [0.1], [0.6506, 0.4327], false, [0, 0]],
  ['eq-cycle', [0.01085], [0.431, 0.2472], false, [0, 0]],
  ['hopf', [1], [4.816, 5.0408], false, [0, 0]],
])('%s at [%s]: an equilibrium and its eigenvalues', (name, lambda, at, real, values) => {
  const model = published(name);
  const root = rootNear(fieldAt(model, lambda), at);
  for (let i = 0; i < 2; i++) expect(Math.abs(root[i]! - at[i]!)).toBeLessThan(6e-4);
  if (values[0] === 0) return;
  const found = eigenvalues(jacobianAt(model, root, lambda));
  expect(found.real).toBe(real);
  for (let i = 0; i < 2; i++) expect(Math.abs(found.values[i]! - values[i]!)).toBeLessThan(6e-3);
});

test('multi-cycle: a saddle parts two unstable foci', () => {
  const model = published('multi-cycle');
  const at = (x: number[]) => jacobianAt(model, rootNear(fieldAt(model), x));
  expect(determinant(at([3.433, 1.021]))).toBeLessThan(0);
  for (const focus of [
    [1.436, 1.401],
    [4.442, 1.455],
  ]) {
    expect(determinant(at(focus))).toBeGreaterThan(0);
    expect(trace(at(focus))).toBeGreaterThan(0);
  }
});

test('bessel: the focus inside its cycle', () => {
  const model = publishedRounded('bessel');
  const root = rootNear(fieldAt(model), [3.79, 6.2]);
  expect(root[0]).toBeCloseTo(3.792, 3);
  expect(root[1]).toBeCloseTo(6.215, 3);
  expect(eigenvalues(jacobianAt(model, root)).real).toBe(false);
});

test('hastings-powell: the equilibrium between three species, and its eigenvalues', () => {
  const model = publishedRounded('hastings-powell');
  const root = rootNear(fieldAt(model), [0.55, 0.29, 0.22]);
  [0.5534, 0.286, 0.2217].forEach((x, i) => {
    expect(root[i]).toBeCloseTo(x, 4);
  });
  const [a, b, c, d, e, f, g, h, i] = jacobianAt(model, root) as unknown as number[];
  const sums = [a! + e! + i!, a! * e! - b! * d! + a! * i! - c! * g! + e! * i! - f! * h!];
  const product = a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
  // One real eigenvalue and a pair: their symmetric sums are those of the matrix.
  const [real, re, im] = [-1.73, 0.062, 0.412];
  expect(Math.abs(sums[0]! - (real + 2 * re))).toBeLessThan(0.01);
  expect(Math.abs(sums[1]! - (2 * real * re + re * re + im * im))).toBeLessThan(0.01);
  expect(Math.abs(product - real * (re * re + im * im))).toBeLessThan(0.01);
});

test('hopf: where the reduced field begins to oscillate, and how fast', () => {
  const model = published('hopf');
  const [x, y, lambda] = bifurcation(model, trace, [4.75, 4.75, 2.1]);
  expect(lambda).toBeCloseTo(2.14369, 4);
  expect(x).toBeCloseTo(4.7468, 4);
  expect(y).toBeCloseTo(4.7448, 4);
  const { real, values } = eigenvalues(jacobianAt(model, Float64Array.of(x!, y!), [lambda!]));
  expect(real).toBe(false);
  expect(values[1]).toBeCloseTo(0.8965, 4);
});

test('hopf: where all species begin to oscillate, at mu = 0.0075', () => {
  const model = published('hopf');
  const full = new FullField(model);
  const levels = new Float64Array(5);
  const rate = new Float64Array(7);
  const blocks = {
    head: new Float64Array(4),
    right: new Float64Array(10),
    below: new Float64Array(10),
    diagonal: new Float64Array(5),
  };
  // det(iω − J) = 0 with the perceptrons eliminated: a 2×2 matrix of complex numbers.
  const [, , lambda, omega] = rootNear(
    (at, out) => {
      const [x, parameters, w] = [at.subarray(0, 2), at.subarray(2, 3), at[3]!];
      new ReducedField(model).levels(x, parameters, levels);
      full.rate([...x, ...levels], parameters, rate);
      full.blocks([...x, ...levels], parameters, blocks);
      const [re, im] = [new Float64Array(4), new Float64Array(4)];
      for (let i = 0; i < 4; i++) {
        re[i] = -blocks.head[i]!;
        im[i] = i === 0 || i === 3 ? w : 0;
        for (let j = 0; j < 5; j++) {
          const loop = blocks.right[Math.floor(i / 2) * 5 + j]! * blocks.below[j * 2 + (i % 2)]!;
          const size = w * w + blocks.diagonal[j]! ** 2;
          re[i]! += (loop * blocks.diagonal[j]!) / size;
          im[i]! += (loop * w) / size;
        }
      }
      out.set(rate.subarray(0, 2));
      out[2] = re[0]! * re[3]! - im[0]! * im[3]! - (re[1]! * re[2]! - im[1]! * im[2]!);
      out[3] = re[0]! * im[3]! + im[0]! * re[3]! - (re[1]! * im[2]! + im[1]! * re[2]!);
    },
    [4.75, 4.75, 2.14, 0.8],
  );
  expect(lambda).toBeCloseTo(2.14543, 4);
  expect(omega).toBeGreaterThan(0.5);
});

test('homoclinic: its Hopf bifurcation', () => {
  expect(bifurcation(published('homoclinic'), trace, [4.82, 4.33, 1.83])[2]).toBeCloseTo(1.82537, 5);
});

test('eq-cycle: the fold on which the cycle begins, and the other fold', () => {
  const model = published('eq-cycle');
  const [x, y, onset] = bifurcation(model, determinant, [0.35, 2, 0.8]);
  expect(onset).toBeCloseTo(0.80371, 5);
  expect(x).toBeCloseTo(0.3491, 3);
  expect(y).toBeCloseTo(2.0035, 3);
  const folds = [];
  for (let a = 0.2; a < 2; a += 0.3)
    for (let b = 0.2; b < 3; b += 0.4) {
      try {
        const found = bifurcation(model, determinant, [a, b, 0.79]);
        if (Math.min(...found) > 0) folds.push(found[2]!);
      } catch {}
    }
  expect(Math.min(...folds.map((lambda) => Math.abs(lambda - 0.78801)))).toBeLessThan(1e-5);
});

test.each([
  [0, 0.0109],
  [2, 0.0714],
  [2.5, 0.5457],
  [2.596, 0.8037],
  [3, 1.0253],
  [5.5, 1.0783],
])('threshold: R(%d) = %d', (environment, answer) => {
  const levels = new Float64Array(4);
  new ReducedField(published('threshold')).levels([], [environment], levels);
  expect(Math.abs(levels[3]! - answer)).toBeLessThan(3e-4);
});

test('xor: answers at the corners and the middle, and 99.2 % right at a half', () => {
  const field = new ReducedField(published('xor'));
  const levels = new Float64Array(5);
  const answer = (a: number, b: number) => {
    field.levels([], [a, b], levels);
    return levels[4]!;
  };
  expect(answer(0.5, 0.5)).toBeCloseTo(0.0019, 4);
  expect(answer(1.5, 1.5)).toBeCloseTo(0.0019, 4);
  expect(answer(0.5, 1.5)).toBeCloseTo(1.022, 3);
  expect(answer(1.5, 0.5)).toBeCloseTo(0.98, 3);
  expect(answer(1, 1)).toBeCloseTo(0.516, 3);
  let right = 0;
  for (let i = 0; i < 200; i++)
    for (let k = 0; k < 200; k++) {
      const [a, b] = [i / 100, k / 100];
      if (answer(a, b) > 0.5 === (a > 1 !== b > 1)) right++;
    }
  expect(right / 40_000).toBeCloseTo(0.992, 3);
});

test('xor: an answer of 0.002 for 0 already moves the levels of the switch', () => {
  const model = published('uni-bi');
  for (const level of [1.695, 5.458, 7.548])
    expect(rootNear(fieldAt(model, [0.0019]), [level])[0]).toBeCloseTo(level, 2);
});

test('cycles with perceptrons that lag: periods of the full equations, from two species alone', () => {
  const circle = published('circle');
  const run = { transient: 20, watch: 60, dt: 0.01 };
  const periodAt = (mu: number) => {
    const field = new CorrectedField(rncrn({ ...circle, mu }));
    return orbitOf((x, out) => field.rate(x, [], out), [2.744, 2.693], run).period;
  };
  expect(orbitOf(fieldAt(circle), [2.744, 2.693], run).period).toBeCloseTo(6.4101, 3);
  expect(periodAt(0.1)).toBeCloseTo(6.60296, 3);
  expect(periodAt(1)).toBeCloseTo(8.322, 2);

  const field = new CorrectedField(published('hopf'));
  const { low, high, period } = orbitOf((x, out) => field.rate(x, [2.5], out), [4.2, 4.8], {
    transient: 150,
    watch: 80,
    dt: 0.005,
  });
  expect(period).toBeCloseTo(7.98331, 3);
  expect((high[0]! - low[0]!) / 2).toBeCloseTo(0.79372, 3);
  expect((high[1]! - low[1]!) / 2).toBeCloseTo(0.71403, 3);
});
