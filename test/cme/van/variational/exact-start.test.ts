import { expect, test } from 'vitest';
import { solveFsp } from '../../../../src/cme/fsp.ts';
import { openJob } from '../../../../src/cme/job.ts';
import { exactStart } from '../../../../src/cme/van/variational/exact-start.ts';
import { crn } from '../../../../src/crn/crn.ts';

const network = crn('0 -> A @ 20\nA -> B @ 3\nB -> 0 @ 1\n2 B -> A @ 0.2');
const task = { network, rates: {}, start: { A: 2 }, limits: { A: 12, B: 9 } };
const job = openJob('van', task as never, 1);
const holds = (s: ArrayLike<number>) => s[0]! >= 0 && s[0]! <= 12 && s[1]! >= 0 && s[1]! <= 9;

async function apart(time: number, law: ReturnType<typeof exactStart>): Promise<number> {
  const exact = (await solveFsp({ ...task, times: [time], truncation: 'reflecting' } as never).next()).value!;
  let [apart, held] = [0, 0];
  law.probability.forEach((p, s) => {
    const q = Math.exp(exact.logProbability(law.table.rows.subarray(2 * s, 2 * s + 2)));
    apart += Math.abs(p - q) / 2;
    held += q;
  });
  return apart + (1 - held) / 2;
}

test('is the exact law of a box that reflects', async () => {
  const law = exactStart(job, holds, 0.7, 1000);
  expect(law.time).toBe(0.7);
  expect(law.probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  expect(await apart(0.7, law)).toBeLessThan(1e-7);
  // Control: a tenth more time is another law.
  expect(await apart(0.77, law)).toBeGreaterThan(1e-3);
});

test('stops before its states are too many', () => {
  const law = exactStart(job, holds, 5, 40);
  expect(law.probability.length).toBeLessThanOrEqual(40);
  expect(law.time).toBeGreaterThan(0);
  expect(law.time).toBeLessThan(0.7);
});
