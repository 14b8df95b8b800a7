import { expect, test } from 'vitest';
import type { Terminal } from '../../src/cli/terminal.ts';
import { printVerdict, resolutionOf } from '../../src/cli/verdict-text.ts';
import type { Verdict } from '../../src/kernels/verdict.ts';
import { passed } from '../kernels/learned/verdicts.ts';

const distance = {
  species: 'X',
  lag: 1,
  l1: 0.12,
  iou: 0,
  l1Floor: 0.1,
  iouFloor: 0,
  limit: 0.16,
  seen: 0.2,
};
const check = {
  what: 'X',
  lag: 1,
  value: 0.12,
  floor: 0.1,
  tolerance: 0.03,
  limit: 0.16,
  byChance: 0.06,
  severity: 0.3,
};
const verdict: Verdict = {
  ...passed,
  states: 8,
  asked: 25,
  trajectories: 200,
  atRest: 40,
  distances: [{ ...distance, ratio: null, meanShift: 0, meanShiftFloor: 0 }],
  checks: [{ name: 'distance', tested: 1, failed: 0, unresolved: 1, worst: [check] }],
  limits: { chance: 1e-3 },
};

function printed(of: Verdict): string {
  const lines: string[] = [];
  const terminal = { print: (line = '') => lines.push(line) } as unknown as Terminal;
  printVerdict(terminal, of);
  return lines.join('\n');
}

test('it says how much was compared, what that can see, and what chance has decided', () => {
  const text = printed(verdict);
  expect(text).toContain('8 of 25 wanted unseen states, 200 trajectories from each, seed 1');
  expect(text).toContain('0.1200 / 0.1000 ≤ 0.1600');
  expect(text).toContain('sees true L1 distances above 0.200 to 0.200');
  expect(text).toContain('could not resolve 1 of its limits');
  expect(text).toContain('limits up to 1.60 × floor');
  expect(text).toContain('40 of them from states that nothing can leave');
});

test('where all limits are resolved it claims nothing else', () => {
  const checks = [{ ...verdict.checks[0]!, unresolved: 0 }];
  expect(resolutionOf({ ...verdict, checks })).toBe('sees true L1 distances above 0.200 to 0.200');
  expect(printed({ ...verdict, checks, states: 25 })).not.toContain('wanted');
});

test('a kernel that could not be simulated is told without numbers', () => {
  const broken = {
    ...verdict,
    pass: false,
    checks: [],
    distances: [],
    failures: ['it cannot be simulated: …'],
  };
  const text = printed(broken);
  expect(text).toContain('FAILED\n    it cannot be simulated');
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
});
