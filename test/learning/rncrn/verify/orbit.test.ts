import { expect, test } from 'vitest';
import { type OrbitJob, settle } from '../../../../src/learning/rncrn/verify/orbit.ts';
import type { OdeSystem } from '../../../../src/numerics/ode/system.ts';

/** r' = r(growth − r²) around (3, 3), turned through at `speed`. */
const hopf = (growth: number, speed = 2): OdeSystem => ({
  size: 2,
  autonomous: true,
  f: (_, y, out) => {
    const [u, v] = [y[0]! - 3, y[1]! - 3];
    const grow = growth - u * u - v * v;
    out[0] = grow * u - speed * v;
    out[1] = grow * v + speed * u;
  },
});
const job = (system: OdeSystem, start: number[]): OrbitJob => ({
  system,
  width: system.size,
  start,
  time: 30,
  bound: 50,
});

test('a cycle: its period and extents', () => {
  const orbit = settle(job(hopf(1), [3.1, 3]));
  expect(orbit.kind).toBe('cycle');
  expect(orbit.period).toBeCloseTo(Math.PI, 5);
  for (const [low, high] of orbit.extents) {
    expect(low).toBeCloseTo(2, 4);
    expect(high).toBeCloseTo(4, 4);
  }
  // Uniform on a circle of radius 1.
  expect(orbit.deviation[0]).toBeCloseTo(Math.SQRT1_2, 2);
  expect(orbit.returns[1]).toBeCloseTo(Math.PI, 2);
});

test('control: another speed is another period', () => {
  expect(settle(job(hopf(1, 2.2), [3.1, 3])).period).toBeCloseTo(Math.PI / 1.1, 5);
});

test('rest, and running away', () => {
  expect(settle(job(hopf(-1), [3.4, 3.1]))).toMatchObject({
    kind: 'rest',
    end: [expect.closeTo(3, 5), expect.closeTo(3, 5)],
  });
  const blowUp: OdeSystem = {
    size: 1,
    f: (_, y, out) => {
      out[0] = y[0]! * y[0]!;
    },
  };
  expect(settle(job(blowUp, [1])).kind).toBe('away');
});

test('two rhythms without a common period wander; a common one is found though it has many turns', () => {
  const two = (ratio: number): OdeSystem => ({
    size: 4,
    f: (_, y, out) => {
      out[0] = 3 * (5 - y[1]!);
      out[1] = 3 * (y[0]! - 5);
      out[2] = ratio * 3 * (5 - y[3]!);
      out[3] = ratio * 3 * (y[2]! - 5);
    },
  });
  expect(settle(job(two(Math.SQRT2), [6, 5, 6, 5])).kind).toBe('wandering');
  const locked = settle(job(two(3), [6, 5, 6, 5]));
  expect(locked).toMatchObject({ kind: 'cycle', period: expect.closeTo((2 * Math.PI) / 3, 4) });
});
