import { describe, expect, test } from 'vitest';
import { createMemory, freeBytes, isPrepared, reserve, zigguratAddress } from '../../src/wasm/memory.ts';
import { heightsOffset, layerBytes, layers, tailStart } from '../../src/wasm/ziggurat.ts';

describe('reserve', () => {
  test('gives pieces that do not overlap, are aligned, and are zero', () => {
    const memory = createMemory(10_000);
    let end = 0;
    for (const [bytes, alignment] of [
      [1, 16],
      [100, 64],
      [16, 16],
      [3, 256],
      [0, 16],
      [40, 16],
    ] as const) {
      const address = reserve(memory, bytes, alignment);
      expect(address % alignment).toBe(0);
      expect(address).toBeGreaterThanOrEqual(end);
      const piece = new Uint8Array(memory.buffer, address, bytes);
      expect(piece.every((byte) => byte === 0)).toBe(true);
      piece.fill(255);
      end = address + bytes;
    }
  });

  test('gives all that was promised, then says no and keeps what is left', () => {
    const memory = createMemory(1000);
    const free = freeBytes(memory);
    expect(free).toBeGreaterThanOrEqual(1000);
    expect(() => reserve(memory, free + 1)).toThrow(/bytes asked/);
    expect(freeBytes(memory)).toBe(free);
    reserve(memory, free);
    expect(freeBytes(memory)).toBe(0);
  });

  test('works up to 4 GiB, and no further', () => {
    const memory = createMemory(2 ** 32 - 65536, { shared: true });
    reserve(memory, 2 ** 31);
    const high = reserve(memory, 1000);
    expect(high).toBeGreaterThan(2 ** 31);
    const view = new Int32Array(memory.buffer, high, 10);
    view[9] = 7;
    expect(view[9]).toBe(7);
    expect(() => createMemory(2 ** 32)).toThrow(/4 GiB/);
    expect(() => createMemory(Number.NaN)).toThrow(/4 GiB/);
  });
});

describe('tables', () => {
  test('are there, in shared and private memory', () => {
    for (const shared of [false, true]) {
      const memory = createMemory(16, { shared });
      expect(memory.buffer instanceof SharedArrayBuffer).toBe(shared);
      expect(isPrepared(memory)).toBe(true);
    }
    expect(isPrepared(new WebAssembly.Memory({ initial: 1, maximum: 1 }))).toBe(false);
  });

  test('the ziggurat has layers of equal area', () => {
    const memory = createMemory(16);
    const pairs = new Float64Array(memory.buffer, zigguratAddress, 2 * layers);
    const heights = new Float64Array(memory.buffer, zigguratAddress + heightsOffset, layers + 1);
    expect(layerBytes).toBe(16);
    const width = (i: number) => pairs[2 * i]! * 2 ** 53;
    const base = tailStart * Math.exp(-tailStart) + Math.exp(-tailStart);
    expect(width(1)).toBeCloseTo(tailStart, 14);
    for (let i = 1; i < layers; i++) {
      expect(heights[i]).toBeCloseTo(Math.exp(-width(i)), 14);
      expect(width(i) * (heights[i + 1]! - heights[i]!)).toBeCloseTo(base, 14);
      expect(pairs[2 * i + 1]).toBe(i + 1 < layers ? width(i + 1) : 0);
    }
    expect(heights[layers]).toBe(1);
  });
});
