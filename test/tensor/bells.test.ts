import { expect, test } from 'vitest';
import { leastGap, logBell } from '../../src/tensor/bells.ts';

const bend = 5;
const F = (x: number) => 1 / (1 + Math.exp(-x * Math.sqrt(bend + x * x)));

test('it is the logarithm of a difference of F', () => {
  for (const low of [-3, -0.4, 0, 1.2])
    for (const length of [0, 0.3, 5]) {
      const high = low + length;
      const want = Math.log(F(high * 0.8 - 0.2 + 0.1) - F(low * 0.8 - 0.2 - 0.1));
      expect(logBell(low, high, 0.8, 0.2, 0.1, bend)).toBeCloseTo(want, 10);
      // Control: another centre.
      expect(logBell(low, high, 0.8, 0.21, 0.1, bend)).not.toBeCloseTo(want, 4);
    }
});

test('whole numbers share all of it among them, narrow or wide', () => {
  for (const rate of [1e-3, 0.1, 1, 30]) {
    const [centre, ends] = [0.3 * rate, Math.ceil(8 / rate)];
    let sum = 0;
    for (let n = -ends; n <= ends; n++)
      sum += Math.exp(logBell(n === -ends ? -1e6 : n, n === ends ? 1e6 : n, rate, centre, rate / 2, bend));
    expect(sum).toBeCloseTo(1, 11);
  }
});

test('no digits are lost far out or in a sliver, and nothing less than the least gap counts', () => {
  // F' / F of the logistic is about g' in its lower tail: mass ≈ 2 half · g'(x) · e^g(x).
  const far = logBell(-40, -40, 1, 0, 1e-9, bend);
  const root = Math.sqrt(bend + 1600);
  expect(far).toBeCloseTo(Math.log(2e-9 * (root + 1600 / root)) - 40 * root, 6);
  expect(logBell(0, 0, 1, 0, 0, bend)).toBeCloseTo(Math.log(leastGap) - 2 * Math.LN2, 9);
});
