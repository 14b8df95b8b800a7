/** Gives the planes of a tile their places: memory goes on to others after its last reader. */
import type { Buffer, Step } from './plan.ts';

/**
 * Sets the offset of every scratch buffer that the steps, run in order, touch.
 *
 * @returns bytes taken at most
 */
export function placeScratch(steps: readonly Step[]): number {
  const lives = new Map<Buffer, { buffer: Buffer; from: number; to: number }>();
  steps.forEach(({ reads, writes }, time) => {
    for (const { buffer } of [...reads, ...writes]) {
      if (buffer.region !== 'scratch') continue;
      const life = lives.get(buffer);
      if (life) life.to = time;
      else lives.set(buffer, { buffer, from: time, to: time });
    }
  });
  let bytes = 0;
  // Insertion order is the order of birth.
  let alive: { buffer: Buffer; from: number; to: number }[] = [];
  for (const life of lives.values()) {
    alive = alive.filter(({ to }) => to >= life.from);
    let offset = 0;
    for (const { buffer } of alive) {
      if (buffer.offset - offset >= life.buffer.bytes) break;
      offset = Math.max(offset, buffer.offset + buffer.bytes);
    }
    life.buffer.offset = offset;
    bytes = Math.max(bytes, offset + life.buffer.bytes);
    alive.push(life);
    alive.sort((a, b) => a.buffer.offset - b.buffer.offset);
  }
  return bytes;
}
