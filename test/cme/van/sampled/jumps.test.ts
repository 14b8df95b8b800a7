import { expect, test } from 'vitest';
import { openJob } from '../../../../src/cme/job.ts';
import { Jumps, pick } from '../../../../src/cme/van/sampled/jumps.ts';
import { crn } from '../../../../src/crn/crn.ts';

const network = crn('A -> B @ k\n2 B -> C @ {3 * t * B}\n0 -> C @ 5');
const job = openJob(
  'van',
  { network, rates: { k: 2 }, start: { A: 4 }, limits: { A: 4, B: 3, C: 2 } } as never,
  1,
);
const jumps = new Jumps(job);
const now = jumps.moment(0.5);

test('forward, as far as the limits let it', () => {
  expect(jumps.forward(Int32Array.of(4, 0, 0), 0, 0, now)).toBe(8);
  expect(jumps.forward(Int32Array.of(4, 3, 0), 0, 0, now)).toBe(0);
  expect(jumps.forward(Int32Array.of(9, 9, 0, 2, 1), 2, 1, now)).toBe(3);
  expect(jumps.timed).toEqual([1]);
});

test('backward: what leads here is what leaves there', () => {
  for (let a = 0; a <= 4; a++)
    for (let b = 0; b <= 3; b++)
      for (let c = 0; c <= 2; c++) {
        const here = Int32Array.of(a, b, c);
        [
          [1, -1, 0],
          [0, 2, -1],
          [0, 0, -1],
        ].forEach((back, r) => {
          const there = here.map((n, s) => n + back[s]!);
          const inside = there.every((n, s) => n >= 0 && n <= [4, 3, 2][s]!);
          const expected = inside ? jumps.forward(there, 0, r, now) : 0;
          expect(jumps.backward(here, 0, r, now)).toBe(expected);
          expect([...here]).toEqual([a, b, c]);
        });
      }
});

test('one of many by its weight, never one without', () => {
  const weights = Float64Array.of(0, 1, 0, 3, 0);
  expect(pick(weights, 0)).toBe(1);
  expect(pick(weights, 0.24)).toBe(1);
  expect(pick(weights, 0.26)).toBe(3);
  expect(pick(weights, 1 - 1e-16)).toBe(3);
});
