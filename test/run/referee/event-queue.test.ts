import { expect, test } from 'vitest';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { EventQueue } from '../../../src/run/referee/event-queue.ts';

test('the first is always the earliest, through 20 000 changes', () => {
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  for (const cells of [1, 2, 37]) {
    const queue = new EventQueue(cells);
    const times = new Float64Array(cells).fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < 20_000; i++) {
      const cell = stream.integer(cells);
      const time = stream.uniform() < 0.1 ? Number.POSITIVE_INFINITY : Math.floor(100 * stream.uniform());
      times[cell] = time;
      queue.set(cell, time);
      if (queue.time !== Math.min(...times) || times[queue.first] !== queue.time)
        throw new Error(`wrong after change ${i}`);
    }
    expect(queue.time).toBe(Math.min(...times));
  }
});

test('a new queue waits for ever', () => {
  expect(new EventQueue(5).time).toBe(Number.POSITIVE_INFINITY);
});
