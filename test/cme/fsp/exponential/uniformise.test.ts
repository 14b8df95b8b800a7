import { expect, test } from 'vitest';
import { uniformise, uniformProducts } from '../../../../src/cme/fsp/exponential/uniformise.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { busy, busyRates, opened } from '../../../support/chains.ts';
import { boxStates, denseGenerator } from '../../../support/dense-generator.ts';
import { expm } from '../../../support/expm.ts';

const network = crn(busy);
const rates = network.rates.map((name) => busyRates[name as keyof typeof busyRates]);

test.each([0, 0.01, 1, 30])('is the exponential of the matrix, after %f', (duration) => {
  const { generator, table } = opened({ network, rates: busyRates, start: {}, limits: { A: 6, B: 4 } });
  const exact = expm(denseGenerator({ network, rates, limits: [6, 4], reflecting: false }), duration);
  const p = new Float64Array(table.size);
  p[table.find([2, 1], 0)] = 1;
  const after = uniformise(generator, p, duration, 1e-15);
  const from = boxStates([6, 4]).findIndex((state) => state.join() === '2,1');
  boxStates([6, 4]).forEach((state, to) =>
    expect(after.p[table.find(state, 0)]).toBeCloseTo(exact.values[from * exact.n + to]!, 13),
  );
  expect(after.products).toBeLessThanOrEqual(uniformProducts(generator, duration) + 10);
});

test('what it leaves out is lost, never made up', () => {
  const { generator, table } = opened({ network, rates: busyRates, start: {}, limits: { A: 6, B: 4 } }, true);
  const p = new Float64Array(table.size).fill(1 / table.size);
  const exact = uniformise(generator, p, 10, 1e-15).p;
  const rough = uniformise(generator, p, 10, 1e-4).p;
  rough.forEach((mass, i) => expect(mass).toBeLessThanOrEqual(exact[i]!));
  const lost = 1 - rough.reduce((a, b) => a + b, 0);
  expect(lost).toBeGreaterThan(0);
  expect(lost).toBeLessThan(1e-4);
});
