/** The published weights on the published data: losses as printed with them, or recomputed by others from them. */
import { expect, test } from 'vitest';
import { joinTargets, withParameters } from '../../../../src/learning/rncrn/data/cloud.ts';
import { type Curve, tracedCurve } from '../../../../src/learning/rncrn/data/curve.ts';
import { type CurveOptions, curveTargets } from '../../../../src/learning/rncrn/data/curve-targets.ts';
import { axis, gridTargets, type TargetField } from '../../../../src/learning/rncrn/data/grid.ts';
import { fieldLoss, type LossKind, type Targets } from '../../../../src/learning/rncrn/field/loss.ts';
import { Weights } from '../../../../src/learning/rncrn/field/weights.ts';
import { published } from '../../../fixtures/rncrn/published.ts';

const turn = 2 * Math.PI;
const jump: CurveOptions = { pull: 'exponential' };

function circle(x: number, y: number, r: number): Curve {
  return tracedCurve((t) => [x + r * Math.cos(t), y + r * Math.sin(t)], axis(0, turn, 0.01), true);
}

function lossOf(name: string, data: Targets, kind?: LossKind, component?: number): number {
  return fieldLoss(new Weights(published(name)), data, kind, component);
}

test.each<[string, number, number, () => Targets]>([
  ['circle', 25_789, 0.179472, () => curveTargets(circle(2, 2, 1), jump)],
  ['circle-linear', 25_789, 0.17974, () => curveTargets(circle(2, 2, 1))],
  ['repeller', 25_789, 0.1994, () => curveTargets(circle(2, 2, 1), { ...jump, kind: 'repel' })],
  ['multi-cycle', 51_578, 0.473, () => curveTargets([circle(4.5, 1.5, 0.5), circle(1.5, 1.5, 0.5)], jump)],
  ['torus', 50_949, 0.413, torus],
  ['heart', 21_362, 0.2421, heart],
])('%s: %d arrows, loss %d', (name, rows, loss, data) => {
  const cloud = data();
  expect(cloud.rows).toBe(rows);
  expect(lossOf(name, cloud) / loss).toBeCloseTo(1, 2);
  // Control: the arrows turned round are another field.
  const back = { ...cloud, target: cloud.target.map((value) => -value) };
  expect(lossOf(name, back) / loss).toBeGreaterThan(2);
});

test('circle: the loss to the six digits printed with it', () => {
  expect(lossOf('circle', curveTargets(circle(2, 2, 1), jump))).toBeCloseTo(0.179472, 6);
});

function torus(): Targets {
  const at = (t: number) => {
    const wide = 3 + Math.cos(10 * t);
    return [wide * Math.cos(t) + 6, wide * Math.sin(t) + 6, Math.sin(10 * t) + 2];
  };
  return curveTargets(tracedCurve(at, axis(0, turn, 0.01), true), jump);
}

/** Two arcs that stop short of the cusps, less the last twenty arrows of each, as published. */
function heart(): Targets {
  const at = (t: number) => [
    2 + 1.12 * Math.sin(t) ** 3,
    2 + 0.07 * (13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)),
  ];
  const arc = (from: number, to: number): Targets => {
    const all = curveTargets(tracedCurve(at, axis(from, to, 0.01), false), { ...jump, overlap: 'allow' });
    const rows = all.rows - 20;
    return {
      ...all,
      rows,
      x: all.x.slice(0, 2 * rows),
      target: all.target.slice(0, 2 * rows),
      weight: all.weight!.slice(0, rows),
    };
  };
  return joinTargets([arc(0, (5 * Math.PI) / 6), arc(Math.PI, (11 * Math.PI) / 6)]);
}

/** The normal form of a Hopf bifurcation around (5, 5). */
function hopf(rate: (lambda: number) => number): TargetField {
  return (x, lambda, out) => {
    const [u, v] = [x[0]! - 5, x[1]! - 5];
    const pull = rate(lambda[0]!) - u * u - v * v;
    out[0] = pull * u - v;
    out[1] = pull * v + u;
  };
}

test('hopf: the relative loss and the field error of both species on the grid it was fitted on', () => {
  const line = axis(3.5, 6.5, 0.015);
  const data = gridTargets(
    [line, line],
    [axis(1, 3, 0.25)],
    hopf((lambda) => lambda - 2),
  );
  expect(data.rows).toBe(320_000);
  expect(lossOf('hopf', data, 'relative')).toBeCloseTo(3.43e-3, 5);
  expect(lossOf('hopf', data, 'field', 0)).toBeCloseTo(0.0696, 4);
  expect(lossOf('hopf', data, 'field', 1)).toBeCloseTo(0.0923, 4);
});

test('homoclinic: the relative loss and the field error of both species on its grid', () => {
  const line = axis(3.5, 6.5, 0.01);
  const data = gridTargets([line, line], [[1.9, 2, 2.1]], (x, lambda, out) => {
    const [u, v] = [x[0]! - 5, x[1]! - 5];
    out[0] = (lambda[0]! - 2.8) * u + v - 1.2 * u * v + 1.5 * v * v;
    out[1] = u - 0.8 * v - 0.8 * v * v;
  });
  expect(data.rows).toBe(270_000);
  expect(lossOf('homoclinic', data, 'relative') / 9.68e-7).toBeCloseTo(1, 2);
  expect(lossOf('homoclinic', data, 'field', 0) / 4.27e-5).toBeCloseTo(1, 2);
  expect(lossOf('homoclinic', data, 'field', 1) / 1.16e-5).toBeCloseTo(1, 2);
});

test('hopf at criticality: the relative loss', () => {
  const line = axis(3.5, 6.5, 0.1);
  expect(
    lossOf(
      'hopf-critical',
      gridTargets(
        [line, line],
        [],
        hopf(() => 0),
      ),
      'relative',
    ),
  ).toBeCloseTo(5.37e-3, 5);
});

test('two fields of one switch: what the weights say, not the loss stored with them', () => {
  const line = axis(1, 9.01, 0.01);
  const error = (lambda: number, f: (x: number) => number) =>
    lossOf(
      'uni-bi',
      gridTargets([line], [[lambda]], (x, _lambda, out) => (out[0] = f(x[0]!))),
    );
  expect(line.length).toBe(801);
  expect(error(1, (x) => 6 * (5 - x))).toBeCloseTo(1.33, 2);
  expect(error(0, (x) => -(x - 2) * (x - 5) * (x - 8))).toBeCloseTo(7.21, 2);
});

test('equilibrium and cycle: two clouds under two codes', () => {
  const line = Array.from({ length: 16 }, (_, i) => 0.01 + 0.2 * i);
  const quiet = withParameters(
    gridTargets([line, line], [], (x, _lambda, out) => out.set([0.5 - x[0]!, 0.5 - x[1]!])),
    [0.1],
  );
  const running = withParameters(curveTargets(circle(1.5, 1.5, 1), jump), [1]);
  expect(joinTargets([quiet, running]).rows).toBe(256 + 25_789);
  expect(lossOf('eq-cycle', quiet)).toBeCloseTo(0.018, 3);
  // Control: at the code of the other it is another field.
  expect(lossOf('eq-cycle', withParameters(quiet, [1]))).toBeGreaterThan(0.2);
});

test('xor: mean square error and share of right answers on its grid', () => {
  const line = axis(0, 2, 0.01);
  const label = (a: number, b: number) => (a > 1 !== b > 1 ? 1 : 0);
  const data = gridTargets([], [line, line], (_x, l, out) => (out[0] = label(l[0]!, l[1]!)), 1);
  expect(data.rows).toBe(40_000);
  expect(lossOf('xor', data)).toBeCloseTo(0.01565, 5);
});
