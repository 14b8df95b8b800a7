import { describe, expect, test } from 'vitest';
import { openCrew } from '../../../../src/learning/crew.ts';
import { Identities, noFindings } from '../../../../src/learning/verdict/checks/identities.ts';
import {
  drawExactSets,
  type ExactDesign,
  exactKey,
} from '../../../../src/learning/verdict/sets/exact-sets.ts';
import { exactSets } from '../../../../src/learning/verdict.ts';
import { birthDeath, sir } from '../../../support/networks.ts';

const { network, rates } = sir;
const design: ExactDesign = {
  network,
  dt: 0.5,
  seed: 3,
  ranges: [
    [0, 50],
    [0, 20],
    [0, 20],
  ],
  rates: rates.map((r) => [r, r] as const),
  settings: 5,
  trajectories: 60,
  lags: [1, 2],
};
const crew = await openCrew({ network, threads: 1 });

describe('exact sets', () => {
  test('two independent sets and long runs, from states where something can happen', async () => {
    const sets = await exactSets(crew, design);
    expect([sets.settings, sets.asked, sets.trajectories]).toEqual([5, 5, 60]);
    expect(sets.first.map((c) => c.length)).toEqual([900, 900]);
    expect(sets.first[0]).not.toEqual(sets.second[0]);
    expect(sets.long.steps).toHaveLength(8);
    expect(sets.long.steps[0]!.length).toBe(5 * sets.long.trajectories * 3);
    for (let i = 0; i < 5; i++) expect(sets.starts[3 * i + 1]).toBeGreaterThan(0);
    // Without the infected nothing happens: such starts are kept apart.
    for (let i = 0; i < sets.still.counts.length; i += 3) expect(sets.still.counts[i + 1]).toBe(0);
  });

  test('the design decides them, and their key', async () => {
    expect((await exactSets(crew, design)).second).toEqual((await exactSets(crew, design)).second);
    expect(exactKey({ ...design, seed: 4 })).not.toBe(exactKey(design));
    expect(exactKey({ ...design, dt: 1 })).not.toBe(exactKey(design));
    expect(exactKey({ ...design, network: birthDeath.network })).not.toBe(exactKey(design));
    const { ranges, ...rest } = design;
    expect(exactKey({ ranges, ...rest })).toBe(exactKey(design));
  });

  test('a drawing that is cut short keeps whole settings', async () => {
    let asked = 0;
    const cut = await exactSets(crew, design, { enough: () => ++asked > 1 });
    const all = await exactSets(crew, design);
    expect([cut.settings, cut.asked, cut.complete]).toEqual([2, 5, false]);
    expect(cut.first[1]).toEqual(all.first[1]!.slice(0, 2 * 60 * 3));
    expect(cut.starts).toEqual(all.starts.slice(0, 6));
  });

  test('the price bounds trajectories, never settings; it is counted in events, not in time', async () => {
    const { trajectories: _, settings: __, ...open } = design;
    const none = { chains: async (): Promise<Int32Array[]> => [] };
    const sizes = async (of: Partial<ExactDesign>) => {
      const { settings, trajectories } = await drawExactSets({ ...open, ...of }, none.chains);
      return [settings, trajectories];
    };
    expect(await sizes({ price: 1e12 })).toEqual([100, 4000]);
    expect(await sizes({ price: 1e12, settings: 7 })).toEqual([7, 4000]);
    const events = (await exactSets(crew, design)).eventsPerStep;
    expect(events).toBeGreaterThan(1);
    const [settings, trajectories] = await sizes({ price: 1e6 });
    expect(settings).toBe(25);
    expect(trajectories).toBeLessThanOrEqual(1e6 / 25 / 2 / events);
    expect(await sizes({ price: 1 })).toEqual([25, 100]);
  });

  test('fewer states that do something than wanted are no cut: both numbers are told', async () => {
    const rare: ExactDesign = {
      ...design,
      ranges: [
        [0, 50],
        [0, 1],
        [0, 20],
      ],
      settings: 400,
      trajectories: 1,
    };
    const { settings, asked, complete } = await exactSets(crew, rare);
    expect([asked, complete]).toEqual([400, true]);
    expect(settings).toBeGreaterThan(100);
  });

  test('for kernels that look back the past of each start is that of an exact trajectory', async () => {
    const back = await exactSets(crew, { ...design, past: 3 });
    expect(back.past).toHaveLength(5 * 2 * 3);
    const identities = new Identities(network);
    const findings = noFindings();
    for (let i = 0; i < 5; i++) {
      const run = [...back.past.subarray(6 * i, 6 * i + 6), ...back.starts.subarray(3 * i, 3 * i + 3)];
      identities.check(
        Int32Array.from(run.slice(0, 6)),
        Int32Array.from(run.slice(3)),
        Float64Array.from(rates),
        findings,
      );
    }
    expect(findings.checked).toBe(10);
    expect(findings.violations).toEqual({ support: 0, conservation: 0, negative: 0, absorbing: 0 });
    expect((await exactSets(crew, design)).past).toHaveLength(0);
  });

  test('each start has its own length of a step, where a range is given', async () => {
    const { lengths } = await exactSets(crew, { ...design, steps: [0.1, 1] });
    expect(new Set(lengths).size).toBe(5);
    expect([...(await exactSets(crew, design)).lengths]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test('ranges where nothing happens are refused', async () => {
    const dead: ExactDesign = {
      ...design,
      ranges: [
        [0, 50],
        [0, 0],
        [0, 20],
      ],
    };
    await expect(exactSets(crew, dead)).rejects.toThrow(/no state of the training ranges does anything/);
  });

  test('an abort is told', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(exactSets(crew, design, { signal: stop.signal })).rejects.toThrow('enough');
  });
});
