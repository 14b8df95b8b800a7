import { expect, test } from 'vitest';
import { openJob } from '../../../../../src/cme/job.ts';
import { variables } from '../../../../../src/cme/van/model/variables.ts';
import { Support } from '../../../../../src/cme/van/sampled/support.ts';
import { smearedStart } from '../../../../../src/cme/van/variational/parity/smeared-start.ts';
import { crn } from '../../../../../src/crn/crn.ts';

const all = (a: number, b: number) =>
  Int32Array.from({ length: 2 * a * b }, (_, k) => (k % 2 === 0 ? Math.floor(k / (2 * b)) : (k >> 1) % b));
const sum = (logs: Float64Array) => logs.reduce((total, log) => total + Math.exp(log), 0);

test('0.99 for the count of each species, the rest evenly on the others', () => {
  const open = { masked: false, allowed: () => Uint8Array.of() };
  const law = smearedStart({ classes: [3, 5] }, open, [1, 4], all(3, 5));
  expect(sum(law)).toBeCloseTo(1, 12);
  expect(Math.exp(law[1 * 5 + 4]!)).toBeCloseTo(0.99 ** 2, 12);
  expect(Math.exp(law[0])).toBeCloseTo((0.01 / 2) * (0.01 / 4), 12);
});

test('what a conservation law forbids is shared among the others', () => {
  const network = crn('A <-> B @ 1, 1\nB <-> C @ 1, 1');
  const job = openJob('van', { network, rates: {}, start: { A: 1, B: 2 }, limits: {} } as never, 1);
  const chosen = variables('van', network.species, network.laws, job.limits);
  const support = new Support(job, chosen);
  const counts = all(4, 4).filter((_, k, rows) => rows[k & ~1]! + rows[k | 1]! <= 3);
  const start = chosen.species.map((s) => [1, 2, 0][s]!);
  const law = smearedStart(chosen, support, start, counts);
  expect(counts).toHaveLength(20);
  expect(sum(law)).toBeCloseTo(1, 12);
  // Control: without the law it sums to less.
  expect(
    sum(smearedStart(chosen, { masked: false, allowed: () => Uint8Array.of() }, start, counts)),
  ).toBeLessThan(0.999);
});
