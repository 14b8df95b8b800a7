/** Every network in every mode, on a box that is solved exactly beside it. */
import { expect, test } from 'vitest';
import { solveFsp } from '../../../../src/cme/fsp.ts';
import { relativeEntropy } from '../../../../src/cme/law-distances.ts';
import type { VanTask } from '../../../../src/cme/van/job.ts';
import { describeNetwork } from '../../../../src/cme/van/model/network-text.ts';
import { solveVan } from '../../../../src/cme/van.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { allOf } from '../../../support/all-of.ts';
import { networks } from './networks.ts';

/** A + B stays 4, C comes and goes. */
const job = {
  network: crn('A -> B @ 1\nB + C -> A + C @ 1\n0 -> C @ 2\nC -> 0 @ 1'),
  rates: {},
  start: { A: 4 },
  limits: { C: 5 },
};
const exact = async (time: number) =>
  (await allOf(solveFsp({ ...job, times: [time], truncation: 'reflecting' })))[0]!;

const modes: Record<string, { task: object; time: number; near: number }> = {
  listed: { task: { fit: { updates: 250, rate: 0.03 } }, time: 0.7, near: 0.02 },
  drawn: {
    task: { maxStates: 5, fit: { updates: 150, samples: 2000, rate: 0.03 } },
    time: 0.7,
    near: 0.08,
  },
  published: {
    task: { parity: { step: 0.02, updates: [80, 1], batch: 150, rate: 0.03 } },
    time: 0.002,
    near: 0.25,
  },
};

for (const network of networks)
  for (const [mode, { task, time, near }] of Object.entries(modes))
    test(`${describeNetwork(network)}, ${mode}`, async () => {
      const all = { ...job, ...task, model: network, times: [time] } as unknown as VanTask;
      const [law] = await allOf(solveVan(all));
      expect(relativeEntropy(await exact(law!.time), law!)).toBeLessThan(near);
      expect(law!.logProbability([3, 2, 0])).toBe(Number.NEGATIVE_INFINITY);
      // Control: the law of a later time is further.
      expect(relativeEntropy(await exact(law!.time + 0.5), law!)).toBeGreaterThan(near);
    });
