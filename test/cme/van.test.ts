/** The network solver on boxes that are solved exactly beside it. */
import { describe, expect, test } from 'vitest';
import { solveFsp } from '../../src/cme/fsp.ts';
import { relativeEntropy, totalVariation } from '../../src/cme/law-distances.ts';
import type { ListedLaw } from '../../src/cme/listed-law.ts';
import type { VanTask } from '../../src/cme/van/job.ts';
import type { VanState } from '../../src/cme/van/state.ts';
import type { VanLaw } from '../../src/cme/van/van-law.ts';
import { solveVan } from '../../src/cme/van.ts';
import { crn } from '../../src/crn/crn.ts';
import { allOf } from '../support/all-of.ts';
import { misfit } from '../support/chi-square.ts';

const model = { kind: 'perceptrons', hidden: [24, 24] } as const;
const fit = { updates: 300, rate: 0.02 };

/** A gene that its protein binds. */
const gene = {
  network: crn(`
    species G, P
    G -> G + P  @ 8
    P -> 0      @ 1
    G + P -> 0  @ 0.2
    0 -> G + P  @ {(1 - G) * open}
  `),
  rates: { open: 0.4 },
  start: { G: 1 },
  limits: { G: 1, P: 25 },
  times: [0.3, 1, 4],
} as const;

/** Two hands that copy themselves: A + D + L stays 8. */
const hands = {
  network: crn(`
    species A, D, L
    A + D -> 2 D @ 1
    A + L -> 2 L @ 1
    A -> D       @ 1
    A -> L       @ 1
    D -> A       @ 1
    L -> A       @ 1
  `),
  rates: {},
  start: { A: 2, D: 3, L: 3 },
  times: [0.3, 1],
} as const;

const solve = (task: VanTask) => allOf(solveVan({ model, fit, ...task }));
const exactly = (task: VanTask) => {
  const { times, network, rates, start, limits } = task;
  return allOf(
    solveFsp({ times, network, rates, start, ...(limits && { limits }), truncation: 'reflecting' }),
  );
};

describe('states listed', () => {
  test('is close to the exact law, and no further than it says', async () => {
    for (const task of [gene, hands] as unknown as VanTask[]) {
      const [laws, exact] = [await solve(task), await exactly(task)];
      laws.forEach((law, i) => {
        const apart = totalVariation(law as unknown as ListedLaw, exact[i]!);
        expect(law.time).toBe(task.times[i]);
        expect(apart).toBeLessThan(0.005);
        expect(apart).toBeLessThan(law.diagnostics.error + 1e-6);
        expect(law.diagnostics.divergence).toBeLessThan(1e-3);
      });
      // Control: a law of another time is further.
      expect(totalVariation(laws[0] as unknown as ListedLaw, exact[1]!)).toBeGreaterThan(0.02);
    }
  });

  test('sums to 1, keeps what is conserved, is not beyond the limits', async () => {
    const law = (await solve(hands as unknown as VanTask)).at(-1)!;
    expect(law.marginal('A').reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(Math.exp(law.logProbability([2, 3, 3]))).toBeGreaterThan(0);
    expect(law.logProbability([2, 3, 4])).toBe(Number.NEGATIVE_INFINITY);
    expect(law.logProbability([-1, 5, 4])).toBe(Number.NEGATIVE_INFINITY);
    const draws = law.sample(2000, 3);
    for (let at = 0; at < draws.length; at += 3) expect(draws[at]! + draws[at + 1]! + draws[at + 2]!).toBe(8);
  });

  test('what is drawn follows the law', async () => {
    const law = (await solve(gene as unknown as VanTask)).at(-1)!;
    const draws = law.sample(20_000, 1);
    const seen = new Float64Array(law.marginal('P').length);
    for (let at = 1; at < draws.length; at += 2) seen[draws[at]!]!++;
    expect(misfit(seen, law.marginal('P'))).toBeLessThan(1);
    expect(law.sample(100, 1)).toEqual(draws.slice(0, 200));
    // Control: the law at another time does not fit.
    const before = (await exactly(gene as unknown as VanTask))[0]!.marginal('P');
    expect(misfit(seen, before)).toBeGreaterThan(1);
  });

  test('follows rates that move, from a law that is no single state', async () => {
    const task = {
      network: crn('0 -> X @ {5 * (1 + sin(t))}\nX -> 0 @ 1'),
      rates: {},
      start: { kind: 'poisson', mean: { X: 2 } },
      limits: { X: 30 },
      times: [0.5, 3],
    } as unknown as VanTask;
    const [laws, exact] = [await solve(task), await exactly(task)];
    laws.forEach((law, i) => {
      expect(totalVariation(law as unknown as ListedLaw, exact[i]!)).toBeLessThan(0.003);
    });
  });

  test('jumps that the limits stop are counted', async () => {
    const [law] = await solve({ ...gene, limits: { G: 1, P: 8 }, times: [4] } as unknown as VanTask);
    const stopped = 8 * law!.joint('G', 'P').values[1 * 9 + 8]! + 0.4 * law!.joint('G', 'P').values[8]!;
    expect(law!.diagnostics.blocked).toBeCloseTo(stopped, 9);
  });
});

describe('too many states to list', () => {
  const open = {
    ...hands,
    maxStates: 10,
    fit: { ...fit, samples: 20_000, rate: 0.01 },
  } as unknown as VanTask;

  test('is close to the exact law, with the support exact', async () => {
    const [laws, exact] = [await solve(open), await exactly(hands as unknown as VanTask)];
    laws.forEach((law, i) => {
      expect(relativeEntropy(exact[i]!, law)).toBeLessThan(0.01);
      let held = 0;
      for (let a = 0; a <= 8; a++)
        for (let d = 0; a + d <= 8; d++) held += Math.exp(law.logProbability([a, d, 8 - a - d]));
      expect(held).toBeCloseTo(1, 6);
      expect(law.logProbability([4, 4, 4])).toBe(Number.NEGATIVE_INFINITY);
      expect(law.diagnostics.drift).toBeLessThan(6);
      expect(Math.abs(law.mean()[0]! - exact[i]!.mean()[0]!)).toBeLessThan(0.05);
      expect(Math.abs(law.entropy() - exact[i]!.entropy())).toBeLessThan(0.1);
      expect(law.samples).toBeGreaterThan(0);
    });
    // Control: the law of the other time is further.
    expect(relativeEntropy(exact[1]!, laws[0]!)).toBeGreaterThan(0.02);
  });

  test('says how far it is, within what it says of that', async () => {
    const [laws, exact] = [await solve(open), await exactly(hands as unknown as VanTask)];
    laws.forEach((law, i) => {
      const { error, errorDeviation, errorLeast, ess } = law.diagnostics;
      const apart = distance(exact[i]!, law);
      // Steps add up, distances need not: an estimate may be above the truth, not below it.
      expect(error + 7 * errorDeviation).toBeGreaterThan(apart);
      expect(errorLeast).toBeLessThan(0.1);
      expect(ess).toBeGreaterThan(0.95);
    });
    // Control: one that has had no time to fit.
    const [poor] = await solve({ ...open, fit: { ...open.fit, updates: 3 } });
    expect(distance(exact[0]!, poor!)).toBeGreaterThan(0.1);
    expect(poor!.diagnostics.errorLeast).toBeGreaterThan(0.05);
  });

  test('limits that are left out are found, and rates that move are followed', async () => {
    const task = {
      network: crn('0 -> X @ {5 * (1 + sin(t))}\nX -> 0 @ 1\nX -> X + Y @ 0.3\nY -> 0 @ 1'),
      rates: {},
      start: {},
      times: [0.5, 2],
      maxStates: 30,
      fit: { ...open.fit, samples: 5000 },
    } as unknown as VanTask;
    const [laws, exact] = [await solve(task), await exactly({ ...task, limits: { X: 40, Y: 20 } })];
    expect(laws[0]!.state.limits!.every(Number.isFinite)).toBe(true);
    laws.forEach((law, i) => {
      expect(distance(exact[i]!, law)).toBeLessThan(0.06);
      expect(law.diagnostics.error + 7 * law.diagnostics.errorDeviation).toBeGreaterThan(
        distance(exact[i]!, law),
      );
    });
    // Where they can be listed once there are limits, they are.
    const [listed] = await solve({ ...task, times: [0.5], maxStates: 5000 });
    expect(listed!.samples).toBe(0);
    expect(distance(exact[0]!, listed!)).toBeLessThan(0.005);
    // Control: the law of the other time.
    expect(distance(exact[1]!, laws[0]!)).toBeGreaterThan(0.1);
  });

  test('what grows without end is refused', async () => {
    const grows = { network: crn('X -> 2 X @ 1'), rates: {}, start: { X: 5 }, times: [10], maxStates: 5 };
    await expect(solve(grows as unknown as VanTask)).rejects.toThrow(/nothing bounds X/);
  });
});

/** Total variation, over the states that the exact law lists. */
function distance({ states, probability, species }: ListedLaw, law: VanLaw): number {
  const width = species.length;
  return probability.reduce((sum, p, s) => {
    const q = Math.exp(law.logProbability(states.subarray(s * width, (s + 1) * width)));
    return sum + Math.max(0, p - q);
  }, 0);
}

describe('resumed', () => {
  const tasks: Record<string, VanTask> = {
    listed: { ...gene, times: [0.3, 0.6, 1] } as unknown as VanTask,
    'sampled, limits found': {
      network: crn('0 -> A @ 3\nA -> 0 @ 1\nA -> A + D @ 1\nD -> 0 @ 1\n0 -> L @ 1\nL -> 0 @ 1'),
      rates: {},
      start: { L: 6 },
      times: [0.1, 0.2, 0.3],
      maxStates: 10,
      fit: { updates: 20, samples: 500 },
    } as unknown as VanTask,
    sampled: {
      ...hands,
      times: [0.1, 0.2, 0.3],
      maxStates: 10,
      fit: { updates: 20, samples: 500 },
    } as unknown as VanTask,
    published: {
      ...hands,
      times: [0.01, 0.02, 0.03],
      model: { kind: 'gru', hidden: 4 },
      parity: { step: 0.01, updates: [3, 2], batch: 20 },
    } as unknown as VanTask,
  };
  for (const [name, task] of Object.entries(tasks))
    test(`${name}: the same law to the last bit`, async () => {
      const states: VanState[] = [];
      const whole = await solve({ ...task, onState: (state) => states.push(state) });
      // Through bytes, as a file would.
      const resume = structuredClone(states[0]!);
      const rest = await solve({ ...task, resume });
      expect(rest.at(-1)!.state).toEqual(whole.at(-1)!.state);
      expect(rest.at(-1)!.logProbability([1, 1, 6])).toBe(whole.at(-1)!.logProbability([1, 1, 6]));
      await expect(solve({ ...task, seed: 2, resume })).rejects.toThrow(/another task/);
    });
});

test('what a user gets wrong is said', async () => {
  const wrong = (more: object) => solve({ ...gene, ...more } as unknown as VanTask);
  await expect(wrong({ times: [0, 1] })).rejects.toThrow(/`times` has the start/);
  await expect(wrong({ model: { kind: 'gru', hidden: 0 } })).rejects.toThrow(/`model` is/);
  await expect(wrong({ order: ['Q'] })).rejects.toThrow(/"Q", which is no species/);
  await expect(wrong({ fit: { updates: -1 } })).rejects.toThrow(/fit.updates/);
  await expect(wrong({ fit: { epochs: 5 } })).rejects.toThrow(/"epochs", which is no setting/);
  await expect(wrong({ parity: { step: 0 } })).rejects.toThrow(/parity.step/);
  await expect(wrong({ seed: 0.5 })).rejects.toThrow(/`seed` is 0.5/);
});
