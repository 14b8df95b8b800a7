/** The published examples, against exact laws. */
import { describe, expect, test } from 'vitest';
import { solveFsp } from '../../src/cme/fsp.ts';
import { totalVariation } from '../../src/cme/law-distances.ts';
import type { ListedLaw } from '../../src/cme/listed-law.ts';
import type { VanTask } from '../../src/cme/van/job.ts';
import { solveVan } from '../../src/cme/van.ts';
import { allOf } from '../support/all-of.ts';
import * as published from '../support/published-networks.ts';

const examples: Record<string, { task: object; allow: number }> = {
  'toggle switch': {
    task: { ...published.toggle(), times: [1, 5, 10, 20, 40], limits: { Gx: 1, Gy: 1, Px: 79, Py: 79 } },
    allow: 0.004,
  },
  'early life, V = 1': { task: { ...published.earlyLife(1), times: [0.4, 1, 2, 4, 8] }, allow: 0.002 },
  'autoregulation, third set': {
    task: { ...published.autoregulation[2]!, times: [1, 5, 50], limits: { Gu: 1, P: 139 } },
    allow: 0.002,
  },
  'gene expression': {
    task: { ...published.geneExpression, times: [5, 50, 360, 3600], limits: { M: 14, P: 139 } },
    allow: 0.003,
  },
  'epidemic, e = 0.2': { task: { ...published.epidemic(0.2), times: [5, 10, 15, 20] }, allow: 0.01 },
};

describe('states listed', () => {
  for (const [name, { task, allow }] of Object.entries(examples))
    test(name, async () => {
      const given = task as unknown as VanTask;
      const exact = await allOf(solveFsp({ ...given, truncation: 'reflecting' }));
      const laws = (await allOf(solveVan(given))) as unknown as ListedLaw[];
      laws.forEach((law, i) => {
        expect(totalVariation(law, exact[i]!)).toBeLessThan(allow);
        law.mean().forEach((m, s) => {
          expect(Math.abs(m - exact[i]!.mean()[s]!)).toBeLessThan(0.01 * exact[i]!.mean()[s]!);
        });
      });
      // Control: the law at the last time is not that at the first.
      expect(totalVariation(laws[0]!, exact.at(-1)!)).toBeGreaterThan(10 * allow);
    });
});

/** Means of the chain by Runge and Kutta's rule. */
function chainMeans(length: number, time: number): number[] {
  const slope = (m: readonly number[]) =>
    m.map((v, i) => (i === 0 ? 10 : 5 * m[i - 1]!) - (i < length - 1 ? 6 : 1) * v);
  let m: number[] = new Array(length).fill(0);
  const [steps, h] = [Math.ceil(time * 1000), time / Math.ceil(time * 1000)];
  const at = (k: readonly number[], by: number) => m.map((v, i) => v + by * k[i]!);
  for (let s = 0; s < steps; s++) {
    const k1 = slope(m);
    const k2 = slope(at(k1, h / 2));
    const k3 = slope(at(k2, h / 2));
    const k4 = slope(at(k3, h));
    m = m.map((v, i) => v + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
  }
  return m;
}

test('chain of fifteen: a product of Poisson laws', async () => {
  const length = 15;
  const { network, rates, start } = published.cascade(length);
  const limits = Object.fromEntries(network.species.map((name) => [name, 9]));
  const task = { network, rates, start, limits, times: [1, 2], maxStates: 20_000 } as unknown as VanTask;
  for (const law of await allOf(solveVan(task))) {
    const n = 4000;
    const draws = law.sample(n, 5);
    const divergence = (means: readonly number[]): number => {
      let sum = 0;
      for (let b = 0; b < n; b++) {
        const state = draws.subarray(b * length, (b + 1) * length);
        let exact = 0;
        state.forEach((count, i) => {
          exact += count * Math.log(means[i]!) - means[i]!;
          for (let k = 2; k <= count; k++) exact -= Math.log(k);
        });
        sum += law.logProbability(state) - exact;
      }
      return sum / n;
    };
    const means = chainMeans(length, law.time);
    expect(divergence(means)).toBeLessThan(0.02);
    expect(law.diagnostics.drift).toBeLessThan(6);
    // Control: means 10 % off.
    expect(divergence(means.map((m) => 1.1 * m))).toBeGreaterThan(0.025);
  }
});
