import { describe, expect, test } from 'vitest';
import { rowHistory } from '../../src/kernels/learned/row-history.ts';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { mdn, ssa } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { type ChainsJob, openCrew } from '../../src/learning/crew.ts';
import { drawStarts } from '../../src/learning/data/starts.ts';
import { drawTransitions } from '../../src/learning/data/transitions.ts';
import { randomAbstraction } from '../kernels/learned/random-abstraction.ts';
import { randomGaussian } from '../kernels/learned/random-gaussian.ts';
import { bees } from '../support/networks.ts';

const { network, rates } = bees;
const dt = 0.5;
const design = {
  counts: network.species.map(() => [0, 20] as const),
  rates: rates.map((r) => [r, r] as const),
  dt,
  seed: 5,
};
const options = { dt, seed: 5, each: 16, events: 'many', set: 3 } as const;

describe.each([1, 3])('a crew of %i', (threads) => {
  test('draws what one thread draws, bit for bit', async () => {
    const crew = await openCrew({ network, threads });
    try {
      const exact = await openSsa({ network });
      const alone = drawStarts({ ...design, network }, 700, exact, 11);
      const starts = await crew.starts(design, 700, 11);
      expect(starts).toEqual(alone);
      expect(await crew.transitions(starts, options)).toEqual(
        drawTransitions(alone, { ...options, network, ssa: exact }),
      );
      const later = await crew.transitions(starts, { ...options, first: 700 });
      expect(later.start[0]).toBeGreaterThanOrEqual(700);
      expect(later).toEqual(drawTransitions(alone, { ...options, first: 700, network, ssa: exact }));
    } finally {
      await crew.close();
    }
  });

  test('counts the events of steps that have lengths of their own', async () => {
    const crew = await openCrew({ network, threads });
    try {
      const starts = await crew.starts(design, 300, 0);
      const own = (of: number) => ({ ...starts, dt: new Float64Array(300).fill(of) });
      const events = await crew.events(starts, dt, 5, 0);
      expect(await crew.events(own(dt), 99, 5, 0)).toBe(events);
      // Control: in next to no time nothing happens.
      expect(events).toBeGreaterThan(0);
      expect(await crew.events(own(1e-15), dt, 5, 0)).toBe(0);
    } finally {
      await crew.close();
    }
  });

  test('steps many trajectories of any kernel as one kernel in one thread does', async () => {
    const crew = await openCrew({ network, threads });
    const abstraction = randomAbstraction(network, { rates });
    const learned = mdn({ ...abstraction.shape, outside: 'learned' });
    const job = {
      starts: Int32Array.from([9, 1, 0, 2, 3, 3, 3, 3, 20, 5, 0, 0]),
      rates: Float64Array.from(rates),
      trajectories: 150,
      lags: [1, 4],
      dt,
      seed: 8,
      firstAgent: 1000,
      firstStep: 7,
    } satisfies Omit<ChainsJob, 'spec'>;
    try {
      for (const [spec, more] of [
        [ssa(), {}],
        [learned, { abstraction }],
      ] as const) {
        const found = await crew.chains({ ...job, spec, ...more });
        const kernel = await openKernel(spec, { network, dt, ...more });
        const counts = new Int32Array(3 * 150 * 4);
        for (let r = 0; r < 450; r++)
          counts.set(job.starts.subarray(4 * Math.floor(r / 150)).slice(0, 4), 4 * r);
        for (let step = 0; step < 4; step++) {
          kernel.step(counts, job.rates, step * dt, dt, { seed: 8, step: 7 + step, firstAgent: 1000 });
          if (step === 0) expect(found[0]).toEqual(counts);
        }
        expect(found[1]).toEqual(counts);
      }
    } finally {
      await crew.close();
    }
  });

  test('tells a kernel that looks back what was before each start', async () => {
    const crew = await openCrew({ network, threads });
    const abstraction = randomGaussian(network, { rates, hidden: [6], past: 3 });
    const spec = mdn({ ...abstraction.shape, outside: 'learned' });
    const starts = Int32Array.from([9, 1, 0, 2, 3, 3, 3, 3]);
    // Two states before each start; more are known than are looked at.
    const past = Int32Array.from({ length: 2 * 3 * 4 }, (_, i) => (7 * i) % 20);
    const one = { spec, abstraction, rates: Float64Array.from(rates), lags: [1, 3], dt, seed: 8 };
    const job = { ...one, starts, trajectories: 70 };
    try {
      const found = await crew.chains({ ...job, past });
      const kernel = await openKernel(spec, { network, dt, abstraction });
      const counts = Int32Array.from(
        { length: 140 * 4 },
        (_, i) => starts[4 * Math.floor(i / 280) + (i % 4)]!,
      );
      const history = rowHistory(140, 4, 3);
      history.known.fill(2);
      for (let r = 0; r < 140; r++) {
        const end = 12 * (Math.floor(r / 70) + 1);
        history.counts.set(past.subarray(end - 8, end), 8 * r);
      }
      for (let step = 0; step < 3; step++) {
        kernel.step(counts, job.rates, step * dt, dt, { seed: 8, step, firstAgent: 0 }, history);
        if (step === 0) expect(found[0]).toEqual(counts);
      }
      expect(found[1]).toEqual(counts);
      expect(kernel.tally.exact).toBe(0);
      // Control: without it the first steps are exact ones.
      expect((await crew.chains(job))[0]).not.toEqual(found[0]);
    } finally {
      await crew.close();
    }
  });

  test('knows rates by start', async () => {
    const crew = await openCrew({ network, threads });
    try {
      const one = Int32Array.from([9, 1, 0, 2]);
      const slow = Float64Array.from(rates, (r) => r / 4);
      const job = { spec: ssa(), trajectories: 40, lags: [2], dt, seed: 1 };
      const [both] = await crew.chains({
        ...job,
        starts: Int32Array.from([...one, ...one]),
        rates: Float64Array.from([...rates, ...slow]),
      });
      const [first] = await crew.chains({ ...job, starts: one, rates: Float64Array.from(rates) });
      const [second] = await crew.chains({ ...job, starts: one, rates: slow, firstAgent: 40 });
      expect(both).toEqual(Int32Array.from([...first!, ...second!]));
    } finally {
      await crew.close();
    }
  });

  test('tells how far it is, and stops when told', async () => {
    const crew = await openCrew({ network, threads });
    try {
      const shares: number[] = [];
      await crew.starts(design, 300, 0, (share) => shares.push(share));
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
      const stop = new AbortController();
      const stopped = crew.starts(design, 5000, 0, () => stop.abort(new Error('enough')), stop.signal);
      await expect(stopped).rejects.toThrow('enough');
      // It is as good as new.
      expect((await crew.starts(design, 10, 0)).rows).toBe(10);
    } finally {
      await crew.close();
    }
  });

  test('says what went wrong', async () => {
    const crew = await openCrew({ network, threads });
    try {
      const job = { starts: new Int32Array(4), rates: Float64Array.from(rates), trajectories: 2, lags: [1] };
      await expect(crew.chains({ ...job, spec: mdn(), dt, seed: 1 })).rejects.toThrow('has not been trained');
    } finally {
      await crew.close();
    }
  });
});
