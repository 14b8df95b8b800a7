import { expect, test } from 'vitest';
import circle from '../../../scenarios/rncrn/circle-linear.ts';
import exclusive from '../../../scenarios/rncrn/xor.ts';
import { attractors, kindsOf } from '../../../src/learning/rncrn/verify/attractors.ts';
import { fitTarget } from '../../../src/run/fit/fit-target.ts';
import { target } from '../../../src/run/fit/target.ts';

test('perceptrons that are slow: right where their lag is fitted along, a third too slow where it is not', async () => {
  // Sixty times the mu that the limit of fast perceptrons needs.
  const period = async (lag: boolean): Promise<number> => {
    const train = { starts: 2, lag };
    const { full } = await fitTarget(target({ ...circle, mu: 0.02, calibrate: false, train }));
    return full!.checks.find(({ ratio }) => ratio !== undefined)!.ratio!;
  };
  expect(Math.abs((await period(true)) - 1)).toBeLessThan(0.03);
  expect(await period(false)).toBeGreaterThan(1.2);
});

test('exclusive or: the number of stable states under two signals', async () => {
  const { classifier, pass } = await fitTarget(exclusive);
  expect(pass).toBe(true);
  let right = 0;
  const wrong: number[][] = [];
  for (let i = 0; i <= 20; i++)
    for (let j = 0; j <= 20; j++) {
      const signals = [i / 10, j / 10];
      const all = attractors(classifier!.composed, signals, [[1.2], [8.8]], [[1, 9]], {
        reading: 'reduced',
        time: 6,
        bound: 100,
      });
      const one = signals[0]! > 1 !== signals[1]! > 1;
      if (kindsOf(all) === (one ? 'rest' : 'rest, rest')) right++;
      else wrong.push(signals);
    }
  expect(right / 441).toBeGreaterThan(0.85);
  // Far from both thresholds no cell is wrong.
  expect(wrong.filter((signals) => signals.every((s) => Math.abs(s - 1) >= 0.4))).toEqual([]);
});
