import { expect, test } from 'vitest';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { printVerdict } from '../../../src/cli/verdict/text.ts';
import type { Verdict } from '../../../src/kernels/verdict.ts';
import { passed } from '../../kernels/learned/verdicts.ts';

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
  const text = printed({ ...verdict, checks, states: 25 });
  expect(text).not.toMatch(/wanted|chance decides/);
  expect(text).toMatch(/^ {2}passed$/m);
});

test('a pass that chance decides is not told as one with power, and what would settle it is', () => {
  const text = printed({ ...verdict, wanted: { states: 100, trajectories: 800 } });
  expect(text).toContain(
    'passes, as far as these samples can tell: chance decides 1 of 1 limits\n    Some 800',
  );
  expect(text).toContain('validate --traces 800');
  expect(text).not.toMatch(/^ {2}passed$/m);
});

test('the share of a limit is explained, and the limit is the one that was applied', () => {
  const visits = {
    ...check,
    what: 'X in 0 … 9, entered',
    lag: 0,
    value: 0.3,
    floor: 0.5,
    limit: 0.25,
    severity: 0.8,
  };
  const checks = [
    ...verdict.checks,
    { name: 'visits' as const, tested: 4, failed: 0, unresolved: 1, worst: [visits] },
  ];
  const text = printed({ ...verdict, checks });
  expect(text).toContain('share of its limit: how far a value is from its floor');
  expect(text).toMatch(/kind \(checks\) +share +value/);
  expect(text).toMatch(
    /distance \(1\) +0\.30 +X after 1: .* 0\.120, floor 0\.100, limit ≤ 0\.160; chance decides 1 of 1/,
  );
  expect(text).toMatch(
    /visits \(4\) +0\.80 +X in .* 0\.300, floor 0\.500, limit ≥ 0\.250; chance decides 1 of 4/,
  );
});

test('what was not judged is counted', () => {
  const notJudged = [{ name: 'dwell' as const, left: 2, of: 4, whole: 2, first: [] }];
  expect(printed({ ...verdict, notJudged })).toContain('tell it: dwell 2 of 4');
  expect(printed(verdict)).not.toContain('not judged');
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
