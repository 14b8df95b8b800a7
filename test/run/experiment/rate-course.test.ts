import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import { rateCourse } from '../../../src/run/experiment/rate-course.ts';

function course(text: string, rates: Record<string, number>, start: Record<string, number>, times: number[]) {
  const network = crn(text) as Network;
  const states = rateCourse(
    { name: 'm', network, rates, start },
    { from: 0, times, rtol: 1e-9, atol: 1e-12 },
  );
  return (name: string): number[] => states.map((y) => y[network.species.indexOf(name)]!);
}

test('amounts are real, and an event sets them at its time', () => {
  const of = course('A -> 0 @ k\nat 1: A = A + 0.25', { k: 1 }, { A: 0.5 }, [0, 0.5, 1, 2]);
  const kept = 0.5 * Math.exp(-1) + 0.25;
  for (const [i, wanted] of [0.5, 0.5 * Math.exp(-0.5), kept, kept * Math.exp(-1)].entries())
    expect(of('A')[i]).toBeCloseTo(wanted, 8);
});

test('a condition sets amounts each time it becomes true, and not while it stays true', () => {
  // Rises by 1 a unit of time; at 2 it falls by 1.5: at 2, 3.5, 5, …
  const times = [1.9, 2.1, 3.4, 3.6, 4.9, 5.1];
  const falls = course('0 -> A @ k\nwhen A >= 2: A = A - 1.5, N = N + 1\nspecies N', { k: 1 }, {}, times);
  expect(falls('N').map(Math.round)).toEqual([0, 1, 1, 2, 2, 3]);
  expect(falls('A')[5]).toBeCloseTo(0.6, 6);
  // Here it stays above, and only what it counts is set: once.
  const once = course('0 -> A @ k\nwhen A > 2: N = N + 1\nspecies N', { k: 1 }, {}, [1, 2.5, 9]);
  expect(once('N')).toEqual([0, 1, 1]);
  // It swings about 2: up at the first, the third, … crossing.
  const swings = course(
    '0 -> A @ {2 + 2 * cos(t)}\nA -> 0 @ {2}\nwhen A > 2: N = N + 1\nspecies N',
    {},
    { A: 2.5 },
    [1, 5, 7, 11, 13],
  );
  expect(swings('N')).toEqual([1, 1, 2, 2, 3]);
});

test('conditions set each other off at one time, and are stopped where they never end', () => {
  const of = course(
    'A -> 0 @ k\nwhen A < 1: B = 3\nwhen B > 2: A = 5, B = 0\nspecies B',
    { k: 1 },
    { A: 2 },
    [0.5, 0.7, 5],
  );
  expect(of('A')[1]).toBeCloseTo(5 * Math.exp(-(0.7 - Math.log(2))), 6);
  expect(() => course('0 -> A @ k\nwhen A > 1: A = 0\nwhen A < 1: A = 2', { k: 1 }, {}, [1])).toThrow(
    /without end at time 0/,
  );
});
