import { expect, test } from 'vitest';
import { fitRestarts } from '../../../../src/learning/rncrn/train/restarts.ts';
import type { StartResult } from '../../../../src/learning/rncrn/train/start.ts';
import { marquardt, sine } from './problems.ts';

const work = { problem: sine, optimiser: { ...marquardt, iterations: 25 }, seed: 1, starts: 5 };

test('the best comes first, with the same bits on any number of threads', async () => {
  const alone = await fitRestarts(work);
  const together = await fitRestarts(work, { threads: 2 });
  expect(together).toEqual(alone);
  const costs = alone.map(({ cost }) => cost);
  expect(costs).toEqual([...costs].sort((a, b) => a - b));
  expect(new Set(costs).size).toBe(5);
});

test('what was stopped goes on with the starts that are left', async () => {
  const whole = await fitRestarts(work);
  const stop = new AbortController();
  const done: StartResult[] = [];
  const stopped = fitRestarts(work, {
    signal: stop.signal,
    onStart: (result) => {
      if (done.push(result) === 2) stop.abort(new Error('enough'));
    },
  });
  await expect(stopped).rejects.toThrow('enough');
  expect(done).toHaveLength(2);
  const made: number[] = [];
  const rest = await fitRestarts(work, { done, onStart: ({ start }) => void made.push(start) });
  expect(rest).toEqual(whole);
  expect(made).toEqual([2, 3, 4]);
});

test('every iteration is told, start after start', async () => {
  const told: string[] = [];
  const results = await fitRestarts(
    { ...work, starts: 2 },
    { onIteration: (underway) => void told.push(underway.map((one) => Object.values(one).join(' ')).join()) },
  );
  expect(new Set(told).size).toBe(told.length);
  const last = (start: number): number =>
    Math.max(...told.filter((one) => one.startsWith(`${start} `)).map((one) => Number(one.split(' ')[1])));
  for (const { start, losses } of results) expect(last(start)).toBeGreaterThanOrEqual(losses.length - 2);
});

test('starts after the first that is accepted do not count', async () => {
  const accept = ({ start }: StartResult): boolean => start === 1 || start === 3;
  for (const where of [{}, { threads: 2 }]) {
    const all = await fitRestarts(work, { ...where, accept });
    expect(all.map(({ start }) => start).sort()).toEqual([0, 1]);
  }
});
