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
    const found = shiftInvert(solver, p, 1e-10)!;
    let apart = 0;
    exact.forEach((mass, i) => {
      apart += Math.abs(mass - found.p[i]!);
    });
    expect(apart).toBeLessThan(1e-9);
    expect(found.error).toBeLessThan(1e-9);
  }
});

test('says so where it cannot: mass that only travels, far', () => {
  const network = crn('0 -> X @ k');
  const { generator, table } = opened({ network, rates: { k: 1 }, start: {}, limits: { X: 800 } });
  const p = new Float64Array(table.size);
  p[0] = 1;
  const solver = new BandSolver(generator, bandOrder(generator), poleShare * 500);
  expect(shiftInvert(solver, p, 1e-10)).toBeUndefined();
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
