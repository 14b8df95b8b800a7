import { beforeAll, describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import type { Frame } from '../../../src/record/frame.ts';
import type { Intervention } from '../../../src/record/intervention.ts';
import { type Run, type RunOptions, run } from '../../../src/run/run.ts';
import { pokes } from '../../support/poked.ts';
import { busyGrid } from '../../support/scenarios.ts';

async function framesOf(r: AsyncIterable<Frame>): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of r) frames.push(frame);
  return frames;
}

const framesWith = (options: RunOptions) => framesOf(run(busyGrid(), options));

/** Runs a busy grid that is steered; its frames. */
async function steered(
  steer: (run: Run) => Promise<void>,
  options: RunOptions = {},
): Promise<{ run: Run; frames: Frame[] }> {
  const running = run(busyGrid(), { threads: 1, ...options });
  const [frames] = await Promise.all([framesOf(running), steer(running)]);
  return { run: running, frames };
}

/** What it is where nobody steers. */
let plain: Frame[];
beforeAll(async () => {
  plain = await framesWith({ threads: 1 });
}, 60_000);

describe('a run that is changed', () => {
  test('has the same bits on any number of threads, whenever it is changed', async () => {
    const reference = await framesWith({ threads: 1, interventions: pokes });
    expect(await framesWith({ threads: 3, interventions: pokes })).toEqual(reference);
    // Control: the last one, before the last step, shows.
    const others = await framesWith({ threads: 1, interventions: pokes.slice(0, -1) });
    expect(others.slice(0, -1)).toEqual(reference.slice(0, -1));
    expect(others.at(-1)).not.toEqual(reference.at(-1));
  });

  test('while it runs is what it is when that is known from the start', async () => {
    let made: Intervention | undefined;
    const { run: poked, frames } = await steered(
      async (live) => {
        await live.pause();
        await live.intervene({ kind: 'paint', cells: [0, 5], add: { Signal: 2, A: 9 } });
        await live.stepOnce();
        live.resume();
        made = await live.intervene({ kind: 'rate', name: 'eat', value: 0.5 });
      },
      { threads: 1, interventions: pokes },
    );
    expect(poked.interventions.length).toBe(pokes.length + 2);
    expect(poked.interventions).toContain(made);
    expect(made!.step).toBeGreaterThanOrEqual(3);
    expect(await framesWith({ threads: 1, interventions: poked.interventions })).toEqual(frames);
  });

  test('fires an event whose condition a painting makes true, once', async () => {
    // `when B > 40: B = 20`, and nothing else changes B at these rates.
    const rates = { eat: 0, die: 0, feed: 0 };
    const still = { ...busyGrid(), hop: {}, rates } as unknown as ReturnType<typeof busyGrid>;
    const paint = (step: number, cell: number, B: number): Intervention => ({
      ...{ step, kind: 'paint', cells: [cell] },
      set: { B },
    });
    const frames = await framesOf(
      run(still, { threads: 1, interventions: [paint(4, 0, 41), paint(4, 1, 40), paint(7, 0, 50)] }),
    );
    const counts = (step: number, cell: number): number[] =>
      Array.from(frames.find((f) => f.step === step)!.counts.subarray(cell * 3 + 1, cell * 3 + 3));
    expect(counts(6, 0)).toEqual([20, 0]);
    expect(counts(6, 1)).toEqual([40, 0]);
    expect(counts(9, 0)).toEqual([20, 0]);
  });

  test('fails where what was known from the start does not fit, at once or when it comes to it', async () => {
    const at = (step: number, A: number): RunOptions => ({
      threads: 1,
      interventions: [{ step, kind: 'paint', cells: [0], add: { A } }],
    });
    expect(() => run(busyGrid(), at(24, 1))).toThrow(/before step 24, and the run has steps 0 to 23/);
    const error = await run(busyGrid(), at(5, -1e6)).outcome.catch((e: unknown) => e);
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect(String(error)).toMatch(/would be -/);
  });

  test('tells of a change before it goes on, and fails where that fails', async () => {
    const told: { all: readonly Intervention[]; frames: number }[] = [];
    let frames = 0;
    const live = run(busyGrid(), {
      threads: 1,
      interventions: pokes,
      async onIntervention(all) {
        await new Promise((resolve) => setImmediate(resolve));
        told.push({ all, frames });
        if (told.length === 2) throw new Error('the disk is full');
      },
    });
    const steer = async (): Promise<void> => {
      await live.pause();
      await live.intervene({ kind: 'rate', name: 'die', value: 3 });
      await live.stepOnce();
      const lost = live.intervene({ kind: 'rate', name: 'die', value: 4 });
      await expect(lost).rejects.toThrow('the disk is full');
    };
    const read = async (): Promise<void> => {
      for await (const _ of live) frames++;
    };
    await Promise.all([steer(), expect(read()).rejects.toThrow('the disk is full')]);
    expect(told.map(({ all }) => all.length)).toEqual([6, 7]);
    expect(told[0]!.frames).toBe(1);
    expect(told[1]!.frames).toBeLessThanOrEqual(2);
    await expect(live.outcome).rejects.toThrow('the disk is full');
  });
});

describe('a run that is held', () => {
  test('stands at a frame, steps to the next ones, refuses what does not fit, and changes no bit', async () => {
    const steps: number[] = [];
    const seen: (Frame | undefined)[] = [];
    const { run: held, frames } = await steered(
      async (live) => {
        expect(live.present()).toBeUndefined();
        steps.push(await live.pause(), await live.pause());
        seen.push(live.present());
        const less = live.intervene({ kind: 'paint', cells: [0, 1], add: { Signal: 4, A: -1 } });
        await expect(less).rejects.toThrow(/cell \(0, 0\): A is 0, and would be -1/);
        await expect(live.intervene({ kind: 'rate', name: 'dye', value: 1 })).rejects.toThrow(/"die"/);
        steps.push(await live.stepOnce());
        seen.push(live.present());
        expect(live.paused).toBe(true);
        live.resume();
        steps.push(await live.pause());
        live.resume();
      },
      { threads: 2 },
    );
    expect(frames).toEqual(plain);
    expect(seen).toEqual(plain.slice(0, 2));
    expect(steps.slice(0, 3)).toEqual([0, 0, 3]);
    expect(steps[3]! % 3).toBe(0);
    expect([held.paused, held.interventions, await held.pause()]).toEqual([false, [], 24]);
    expect((await held.outcome).status).toBe('finished');
    const late = await held.intervene({ kind: 'rate', name: 'die', value: 1 }).catch((e: unknown) => e);
    expect(isCrnGridError(late, 'ScenarioError')).toBe(true);
    expect(String(late)).toMatch(/has ended at step 24/);
  });

  test('goes on by a frame each time it is told to, however quickly', async () => {
    const { frames } = await steered(async (live) => {
      expect(await live.pause()).toBe(0);
      // All at once: three frames, and all told when the third is there.
      expect(await Promise.all([live.stepOnce(), live.stepOnce(), live.stepOnce()])).toEqual([9, 9, 9]);
      // It is held already where they end.
      expect(await Promise.all([live.stepOnce(), live.stepOnce(), live.pause()])).toEqual([15, 15, 15]);
      expect(await live.stepOnce()).toBe(18);
      live.resume();
    });
    expect(frames).toEqual(plain);
  });

  test('shows what was changed there; its frame, and where it is stopped its end, are as before', async () => {
    const { run: stopped, frames } = await steered(async (live) => {
      await live.pause();
      await live.stepOnce();
      const before = live.present()!;
      await live.intervene({ kind: 'paint', cells: [4], set: { A: 1234, Signal: 7 } });
      const after = live.present()!;
      expect([before.step, after.step]).toEqual([3, 3]);
      expect([after.counts[4 * 3], after.fields.Signal![4]]).toEqual([1234, 7]);
      expect(after.scalars.A! - before.scalars.A!).toBe(1234 - before.counts[4 * 3]!);
      live.stop();
    });
    const { status, step, final } = await stopped.outcome;
    expect([status, step]).toEqual(['stopped', 3]);
    expect(final).toEqual(plain[1]);
    expect(frames).toEqual(plain.slice(0, 2));
  });

  test('may be left by its reader', async () => {
    const live = run(busyGrid(), { threads: 1 });
    const held = live.pause();
    const stepped = held.then(() => live.stepOnce());
    for await (const frame of live) if (frame.step === 3) break;
    expect([await held, await stepped]).toEqual([0, 3]);
    expect(await live.outcome).toMatchObject({ status: 'stopped', step: 3 });
  });
});
