import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { isCrnGridError } from '../../src/errors.ts';
import type { Frame } from '../../src/record/frame.ts';
import { run } from '../../src/run/run.ts';
import { scenario } from '../../src/run/scenario.ts';
import { busyGrid, publishedGrid } from '../support/scenarios.ts';

async function framesOf(r: AsyncIterable<Frame>): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of r) frames.push(frame);
  return frames;
}

describe('a run', () => {
  test.each([1, 2, 3, 8])('gives the same bits on %i threads', async (threads) => {
    const reference = await framesOf(run(busyGrid(), { threads: 2 }));
    expect(reference.length).toBe(1 + 24 / 3);
    expect(reference.at(-1)!.counts).not.toEqual(reference[0]!.counts);
    const frames = await framesOf(run(busyGrid(), { threads }));
    expect(frames).toEqual(reference);
  });

  test('differs with another seed', async () => {
    const a = await framesOf(run(busyGrid(), { threads: 2, seed: 1 }));
    const b = await framesOf(run(busyGrid(), { threads: 2, seed: 2 }));
    expect(a.at(-1)!.counts).not.toEqual(b.at(-1)!.counts);
  });

  test('records the start, every n-th step and the last one', async () => {
    const frames = await framesOf(run(busyGrid(), { threads: 1, until: 5 }));
    expect(frames.map((f) => f.step)).toEqual([0, 3, 6, 9, 12, 15, 18, 20]);
    expect(frames.map((f) => f.time)).toEqual([0, 0.75, 1.5, 2.25, 3, 3.75, 4.5, 5]);
  });

  test('keeps every bee, and lets none appear in an empty cell', async () => {
    const frames = await framesOf(run(publishedGrid('nearest'), { threads: 2 }));
    for (const { scalars } of frames) expect(scalars.alive! + scalars.dead!).toBe(1000);
  });

  test('ends with an outcome that nobody has to read frames for', async () => {
    const outcome = await run(publishedGrid('truncate', 10), { threads: 2 }).outcome;
    expect(outcome.status).toBe('finished');
    expect(outcome.step).toBe(20);
    const { exact, learned, skipped } = outcome.tally;
    expect(exact + learned + skipped).toBe(20 * 100);
    expect(outcome.cellSteps).toBe(2000);
  });

  test('stops after the step it is in', async () => {
    const running = run(publishedGrid('nearest', 5000), { threads: 2 });
    let seen = 0;
    for await (const _ of running) if (++seen === 3) running.stop();
    const outcome = await running.outcome;
    expect(outcome.status).toBe('stopped');
    expect(outcome.step).toBeLessThan(10_000);
  });

  test('whose reader walks away stops, and says so', async () => {
    const running = run(publishedGrid('nearest', 5000), { threads: 2 });
    for await (const frame of running) if (frame.step > 0) break;
    const outcome = await running.outcome;
    expect(outcome.status).toBe('stopped');
    expect(outcome.step).toBeLessThan(10_000);
  });

  test('that is left at its very first frame fails to have an outcome', async () => {
    const running = run(publishedGrid('nearest', 10), { threads: 1 });
    for await (const _ of running) break;
    await expect(running.outcome).rejects.toThrow(/left before its first step/);
  });

  test('is played once, whoever asks for the outcome first', async () => {
    const running = run(publishedGrid('nearest', 10), { threads: 1 });
    const outcome = running.outcome;
    expect((await framesOf(running)).length).toBe(3);
    expect((await outcome).step).toBe(20);
    expect(() => running[Symbol.asyncIterator]()).toThrow(/being read already/);
  });

  test('a kernel that fails gives one error naming kernel, tile and step', async () => {
    const bomb = scenario({
      name: 'bomb',
      crn: crn('A -> 2 A @ grow'),
      rates: { grow: 100 },
      grid: { size: [2, 4] },
      start: ({ y }) => ({ A: y === 3 ? 1 : 0 }),
      time: { unit: 's', step: 1, until: 3 },
    });
    const error = await run(bomb, { threads: 2 }).outcome.catch((e: unknown) => e);
    expect(isCrnGridError(error, 'WorkerError')).toBe(true);
    expect((error as Error).message).toMatch(/kernel ssa, tile 1 \(cells 4 to 7\), step 0/);
    expect((error as Error).message).toMatch(/A -> 2 A|events/);
  }, 60_000);
});
