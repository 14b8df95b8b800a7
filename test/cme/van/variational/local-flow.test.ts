/** Identities of what leaves and arrives, and of both targets, that hold to rounding. */
import { describe, expect, test } from 'vitest';
import { solveFsp } from '../../../../src/cme/fsp.ts';
import { openJob } from '../../../../src/cme/job.ts';
import type { ListedLaw } from '../../../../src/cme/listed-law.ts';
import { stationaryLaw } from '../../../../src/cme/stationary.ts';
import type { LogLaw } from '../../../../src/cme/van/log-law.ts';
import { inflows, localFlow } from '../../../../src/cme/van/variational/local-flow.ts';
import { eulerRatio, implicitRatio, lazyRatio } from '../../../../src/cme/van/variational/target.ts';
import { crn } from '../../../../src/crn/crn.ts';

const network = crn('0 -> A @ 2\nA -> B @ 1\nB -> 0 @ 0.5\n2 A -> B @ 0.3', { massAction: 'powers' });
const limits = { A: 6, B: 5 };
const job = openJob('van', { network, rates: {}, start: {}, limits } as never, 1);
const states = Int32Array.from({ length: 84 }, (_, k) =>
  k % 2 === 0 ? Math.floor(k / 12) : Math.floor(k / 2) % 6,
);
const holds = (s: ArrayLike<number>) => s[0]! >= 0 && s[0]! <= 6 && s[1]! >= 0 && s[1]! <= 5;
const logOf =
  (p: Float64Array): LogLaw =>
  (asked) =>
    Float64Array.from({ length: asked.length / 2 }, (_, b) =>
      Math.log(p[asked[2 * b]! * 6 + asked[2 * b + 1]!]!),
    );
const flows = inflows(job, states, holds, 0);
const apply = (p: Float64Array, duration: number) => {
  const { log, arriving } = localFlow(flows, logOf(p));
  return { before: log, ratio: arriving.map((a, b) => eulerRatio(duration, flows.left[b]!, a)) };
};
const some = Float64Array.from({ length: 42 }, (_, s) => 1 + Math.sin(s) ** 2);
const p = some.map((w) => w / some.reduce((a, b) => a + b));
const total = (f: (s: number) => number) => p.reduce((sum, _, s) => sum + f(s), 0);

describe('Euler target on all of a box', () => {
  const { before, ratio } = apply(p, 0.01);

  test('keeps the mass', () => {
    before.forEach((log, s) => expect(log).toBeCloseTo(Math.log(p[s]!), 12));
    expect(total((s) => p[s]! * ratio[s]!)).toBeCloseTo(1, 12);
  });

  test('moves the means by the mean drift of what is not stopped', () => {
    const [a, b] = [(s: number) => Math.floor(s / 6), (s: number) => s % 6];
    const drift = (s: number) => {
      const [n, m] = [a(s), b(s)];
      const birth = n < 6 ? 2 : 0;
      const turn = n >= 1 && m < 5 ? n : 0;
      const pair = n >= 2 && m < 5 ? 0.3 * n * n : 0;
      return birth - turn - 2 * pair;
    };
    const moved = total((s) => p[s]! * ratio[s]! * a(s)) - total((s) => p[s]! * a(s));
    expect(moved).toBeCloseTo(0.01 * total((s) => p[s]! * drift(s)), 12);
    // Control: a rate 10 % off is another drift.
    expect(Math.abs(moved - 0.011 * total((s) => p[s]! * drift(s)))).toBeGreaterThan(1e-4);
  });

  test('the stationary law stays: every ratio is 1', () => {
    const found = stationaryLaw({ network, rates: {}, start: {}, limits, truncation: 'reflecting' } as never);
    const law = p.map((_, s) => Math.exp(found.logProbability([Math.floor(s / 6), s % 6])));
    const { before, ratio } = apply(law, 0.3);
    ratio.forEach((v) => expect(v).toBeCloseTo(1, 9));
    const { arriving } = localFlow(flows, logOf(law));
    arriving.forEach((a, s) => expect(lazyRatio(flows.left[s]!, a)).toBeCloseTo(1, 9));
    // A network that is right has the same reward everywhere: no noise in its gradient.
    law.forEach((v, s) => expect(Math.log(v) - before[s]! - Math.log(ratio[s]!)).toBeCloseTo(0, 9));
  });
});

/** d/dt of a product of Poisson laws of means m is Σ (n/m − 1)·dm/dt, away from the edge. */
test('a product of Poisson laws', () => {
  const chain = crn('0 -> A @ 2\nA -> B @ 1\nB -> 0 @ 0.5');
  const open = openJob('van', { network: chain, rates: {}, start: {} } as never, 1);
  const [a, b] = [1.3, 0.8];
  const logLaw = (asked: Int32Array) =>
    Float64Array.from({ length: asked.length / 2 }, (_, k) => {
      const [n, m] = [asked[2 * k]!, asked[2 * k + 1]!];
      let log = n * Math.log(a) + m * Math.log(b);
      for (let j = 2; j <= n; j++) log -= Math.log(j);
      for (let j = 2; j <= m; j++) log -= Math.log(j);
      return log;
    });
  const positive = (s: ArrayLike<number>) => s[0]! >= 0 && s[1]! >= 0;
  const around = inflows(open, states, positive, 0);
  const { arriving } = localFlow(around, logLaw);
  arriving.forEach((arrives, s) => {
    const v = eulerRatio(0.1, around.left[s]!, arrives);
    const [n, m] = [states[2 * s]!, states[2 * s + 1]!];
    expect(v).toBeCloseTo(1 + 0.1 * ((n / a - 1) * (2 - a) + (m / b - 1) * (a - 0.5 * b)), 9);
  });
});

describe('implicit target on all of a box', () => {
  /** The law one step later: the fixed point, from p itself. */
  const solved = (duration: number, divided = 1): Float64Array => {
    let law = p;
    for (let part = 0; part < divided; part++) {
      const before = localFlow(flows, logOf(law));
      const old = law;
      let now = law;
      for (let k = 0; k < 60; k++) {
        const { arriving } = localFlow(flows, logOf(now));
        now = old.map((v, s) => {
          const after = (arriving[s]! * now[s]!) / v;
          return v * implicitRatio(duration / divided, flows.left[s]!, before.arriving[s]!, after).ratio;
        });
      }
      law = now;
    }
    return law;
  };
  const apart = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, v, s) => sum + Math.abs(v - b[s]!) / 2, 0);

  test('comes nearer to the exact law with the square of the step', async () => {
    const start = { kind: 'listed', states, probability: p } as const;
    const task = { network, rates: {}, start, limits, times: [0.2], truncation: 'reflecting' } as never;
    const exact = (await solveFsp(task).next()).value as ListedLaw;
    const fine = p.map((_, s) => Math.exp(exact.logProbability(states.subarray(2 * s, 2 * s + 2))));
    const errors = [1, 2, 4].map((parts) => apart(solved(0.2, parts), fine));
    expect(errors[0]! / errors[1]!).toBeGreaterThan(3);
    expect(errors[1]! / errors[2]!).toBeGreaterThan(3);
    expect(errors[2]!).toBeLessThan(3e-3);
    // Control: of first order, half the step is half the error.
    const first = (parts: number) => {
      let law = p;
      for (let k = 0; k < parts; k++) {
        const { arriving } = localFlow(flows, logOf(law));
        law = law.map(
          (v, s) => v * implicitRatio(0.2 / parts, flows.left[s]!, arriving[s]!, arriving[s]!).first,
        );
      }
      return apart(law, fine);
    };
    expect(first(1) / first(2)).toBeLessThan(2.6);
  });

  test('is above 0 for any step, and keeps what is stationary', () => {
    for (const duration of [0.1, 10, 1e4]) {
      for (const left of [0, 1e-6, 3, 500]) {
        expect(implicitRatio(duration, left, 0, 0).ratio).toBeGreaterThanOrEqual(0);
        expect(implicitRatio(duration, left, left, left).ratio).toBeCloseTo(1, 9);
        expect(implicitRatio(duration, left, left, left).first).toBeCloseTo(1, 9);
      }
    }
  });
});
