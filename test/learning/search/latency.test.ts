import { expect, test } from 'vitest';
import { operations } from '../../../src/kernels/learned/shape/shape.ts';
import { bodyLatency, latencyTable } from '../../../src/learning/search/latency.ts';

const rows = 240;
const passes = 9;
/** A clock by which the passes of the n-th measurement take these times, ms. */
function clockOf(duration: (pass: number, measurement: number) => number): () => number {
  let [at, calls] = [0, 0];
  return () => {
    const pass = Math.floor(calls / 2);
    if (calls++ % 2 === 1) at += duration(pass % passes, Math.floor(pass / passes));
    return at;
  };
}

test('a body takes what its shortest pass takes; control: no other pass counts', () => {
  const measured = (duration: (pass: number) => number) =>
    bodyLatency((g, x) => g.dense('layer', x, 30, 'swish'), 9, clockOf(duration));
  expect(measured((pass) => (pass === 4 ? 2.4 : 9))).toBeCloseTo((1000 * 2.4) / rows, 9);
  expect(measured((pass) => (pass === 4 ? 2.4 : 9 + pass))).toBeCloseTo((1000 * 2.4) / rows, 9);
  expect(measured((pass) => (pass === 4 ? 1.2 : 9))).toBeCloseTo((1000 * 1.2) / rows, 9);
});

test('an operation costs half of what two more of it take; doing nothing is free, and no price is negative', () => {
  // Measured in turn: one, then three of each operation that does something.
  const table = latencyTable(
    4,
    clockOf((_, n) => (n % 2 === 0 ? 1 : n === 1 ? 0.5 : 1.6)),
  );
  expect(Object.keys(table)).toEqual([...operations]);
  const { none, skip_connect, simple_dense, ...others } = table;
  expect([none, skip_connect, simple_dense]).toEqual([0, 0, 0]);
  for (const price of Object.values(others)) expect(price).toBeCloseTo((1000 * 0.3) / rows, 9);
});
