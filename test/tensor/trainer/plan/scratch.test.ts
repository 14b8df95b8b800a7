import { expect, test } from 'vitest';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import type { Buffer, Step } from '../../../../src/tensor/trainer/plan/plan.ts';
import { placeScratch } from '../../../../src/tensor/trainer/plan/scratch.ts';

/** Steps that each write one new buffer and read some of those before. */
function randomSteps(seed: number): { steps: Step[]; lives: { buffer: Buffer; from: number; to: number }[] } {
  const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
  const lives: { buffer: Buffer; from: number; to: number }[] = [];
  const steps = Array.from({ length: 60 }, (_, time): Step => {
    const reads = lives.filter(() => stream.integer(8) === 0);
    for (const life of reads) life.to = time;
    const bytes = 96 * (1 + stream.integer(5));
    const buffer: Buffer = { region: 'scratch', stride: 96, row: false, bytes, offset: 0 };
    lives.push({ buffer, from: time, to: time });
    const view = (b: Buffer) => ({ buffer: b, column: 0, width: b.bytes / 96 });
    return { name: '', reads: reads.map((l) => view(l.buffer)), writes: [view(buffer)], emit: () => {} };
  });
  return { steps, lives };
}

test('buffers that live at the same time do not overlap, and dead ones make room', () => {
  for (let seed = 0; seed < 5; seed++) {
    const { steps, lives } = randomSteps(seed);
    const bytes = placeScratch(steps);
    expect(bytes).toBeLessThan(lives.reduce((sum, { buffer }) => sum + buffer.bytes, 0));
    for (const a of lives) {
      expect(a.buffer.offset + a.buffer.bytes).toBeLessThanOrEqual(bytes);
      for (const b of lives) {
        if (a === b || a.to < b.from || b.to < a.from) continue;
        const apart =
          a.buffer.offset + a.buffer.bytes <= b.buffer.offset ||
          b.buffer.offset + b.buffer.bytes <= a.buffer.offset;
        expect(apart).toBe(true);
      }
    }
  }
});
