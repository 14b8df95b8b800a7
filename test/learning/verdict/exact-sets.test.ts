import { describe, expect, test } from 'vitest';
import { openCrew } from '../../../src/learning/crew.ts';
import { drawExactSets, type ExactDesign, exactKey } from '../../../src/learning/verdict/exact-sets.ts';
import { exactSets } from '../../../src/learning/verdict.ts';
import { birthDeath, sir } from '../../support/networks.ts';

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
    expect([cut.settings, cut.asked]).toEqual([2, 5]);
    expect(cut.first[1]).toEqual(all.first[1]!.slice(0, 2 * 60 * 3));
    expect(cut.starts).toEqual(all.starts.slice(0, 6));
  });

  test('the price bounds trajectories, then settings; it is counted in events, not in time', async () => {
    const { trajectories: _, settings: __, ...open } = design;
    const none = { chains: async (): Promise<Int32Array[]> => [] };
    const sizes = async (price: number) => {
      const { settings, trajectories } = await drawExactSets({ ...open, price }, none.chains);
      return [settings, trajectories];
    };
    expect(await sizes(1e12)).toEqual([25, 4000]);
    const events = (await exactSets(crew, design)).eventsPerStep;
    expect(events).toBeGreaterThan(1);
    const [settings, trajectories] = await sizes(1e5);
    expect(settings).toBe(8);
    expect(trajectories).toBeLessThanOrEqual(500);
    expect(await sizes(1)).toEqual([8, 200]);
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
