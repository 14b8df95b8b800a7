import { expect, test } from 'vitest';
import { bandOrder } from '../../../../src/cme/fsp/exponential/band-order.ts';
import { BandSolver } from '../../../../src/cme/fsp/exponential/band-solver.ts';
import { poleShare, shiftInvert } from '../../../../src/cme/fsp/exponential/shift-invert.ts';
import { uniformise } from '../../../../src/cme/fsp/exponential/uniformise.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { busy, busyRates, opened } from '../../../support/chains.ts';

const tasks = {
  busy: { network: crn(busy), rates: busyRates, start: {}, limits: { A: 12, B: 8 } },
  // Far from equilibrium: the eigenvalues of a wheel are complex.
  wheel: {
    network: crn('A -> B @ k\nB -> C @ k\nC -> A @ k'),
    rates: { k: 3 },
    start: { A: 12 },
  },
};

test.each(['busy', 'wheel'] as const)('%s: agrees with uniformisation', (name) => {
  const { generator, table } = opened(tasks[name]);
  const p = new Float64Array(table.size);
  p[0] = 1;
  for (const duration of [0.3, 3, 40]) {
    const solver = new BandSolver(generator, bandOrder(generator), poleShare * duration);
    const exact = uniformise(generator, p, duration, 1e-15).p;
    const found = shiftInvert(solver, p, 1e-10);
    let apart = 0;
    exact.forEach((mass, i) => {
      apart += Math.abs(mass - found.p[i]!);
    });
    expect(apart).toBeLessThan(1e-9);
    expect(found.error).toBeLessThan(1e-9);
    expect(found.good).toBe(true);
  }
});

test('says so where it cannot: mass that only travels, far', () => {
  const network = crn('0 -> X @ k');
  const { generator, table } = opened({ network, rates: { k: 1 }, start: {}, limits: { X: 800 } });
  const p = new Float64Array(table.size);
  p[0] = 1;
  const solver = new BandSolver(generator, bandOrder(generator), poleShare * 500);
  expect(shiftInvert(solver, p, 1e-10)).toMatchObject({ good: false });
});

test('the solver solves, and the order keeps the band narrow', () => {
  const { generator, table } = opened(tasks.busy);
  const order = bandOrder(generator);
  expect(Array.from(order.place).sort((a, b) => a - b)).toEqual(Array.from(order.place, (_, i) => i));
  expect(order.width).toBeLessThan(table.size / 4);
  const v = Float64Array.from({ length: table.size }, (_, i) => Math.sin(i));
  const [x, image] = [new Float64Array(v.length), new Float64Array(v.length)];
  new BandSolver(generator, order, 0.7).solve(v, x);
  generator.multiply(x, image);
  v.forEach((value, i) => expect(x[i]! - 0.7 * image[i]!).toBeCloseTo(value, 11));
});

test('the solver is as exact where an exchange is 1e15 times faster than the rest', () => {
  const [fast, slow, gamma] = [3e15, 2, 0.7];
  const network = crn('A -> B @ fast\nB -> A @ fast\nB -> C @ slow\nC -> A @ slow');
  const { generator, table } = opened({ network, rates: { fast, slow }, start: { A: 1 } });
  const at = (...state: number[]) => table.find(Int32Array.from(state), 0);
  const v = new Float64Array(3);
  v[at(1, 0, 0)] = 1;
  const x = new Float64Array(3);
  new BandSolver(generator, bandOrder(generator), gamma).solve(v, x);
  // By hand, with sums of positive numbers only.
  const [f, s] = [gamma * fast, gamma * slow];
  const b = f / (1 + f + s);
  const c = (s * b) / (1 + s);
  // 1 + f − f·b − s·c, as a sum.
  const a = 1 / (1 + (f * (1 + s)) / (1 + f + s) - s * c);
  expect(x[at(1, 0, 0)]! / a - 1).toBeCloseTo(0, 13);
  expect(x[at(0, 1, 0)]! / (a * b) - 1).toBeCloseTo(0, 13);
  expect(x[at(0, 0, 1)]! / (a * c) - 1).toBeCloseTo(0, 13);
});

test('one long step of a stiff chain is off by no more than it says', () => {
  // A gene that is free for a hundred-thousandth of the time: rates from 1e-3 to 4e4.
  const network = crn(`
    G1 -> G1 + M @ 350
    M -> M + P @ 20
    M -> 0 @ 0.001
    P -> 0 @ 1.5
    G1 + P -> G0 @ 166
    G0 -> G1 + P @ 1
  `);
  const start = { G0: 1, M: 3, P: 40 };
  const { generator, table } = opened({ network, rates: {}, start, limits: { M: 8, P: 220 } }, true);
  const order = bandOrder(generator);
  const p = new Float64Array(table.size);
  p[0] = 1;
  const step = (law: Float64Array, duration: number) =>
    shiftInvert(new BandSolver(generator, order, poleShare * duration), law, 1e-9);
  const whole = step(p, 400);
  // Short steps first, while the law is rough: none of them asks much of the basis.
  let parts: { p: Float64Array; error: number } = { p, error: 0 };
  for (let [time, duration] = [0, 1e-3]; time < 400; time += duration, duration *= 3) {
    const next = step(parts.p, Math.min(duration, 400 - time));
    parts = { p: next.p, error: parts.error + next.error };
  }
  let apart = 0;
  for (let i = 0; i < table.size; i++) apart += Math.abs(whole.p[i]! - parts.p[i]!);
  expect(whole.good).toBe(true);
  expect(apart).toBeLessThanOrEqual(whole.error + parts.error);
  expect(whole.error).toBeLessThan(1e-9);
});
