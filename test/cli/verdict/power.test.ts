import { describe, expect, test } from 'vitest';
import { cureOf, leftOutLine, outcomeOf, passWords, resolutionOf } from '../../../src/cli/verdict/power.ts';
import type { Verdict, WantedSamples } from '../../../src/kernels/verdict.ts';
import { passed } from '../../kernels/learned/verdicts.ts';

const distance = {
  ...{ species: 'X', lag: 1, l1: 0.12, iou: 0, l1Floor: 0.1, iouFloor: 0, limit: 0.16, seen: 0.2 },
  ...{ ratio: null, meanShift: 0, meanShiftFloor: 0 },
};
const of = (unresolved: number, wanted?: WantedSamples): Verdict => ({
  ...passed,
  states: 25,
  trajectories: 200,
  distances: [distance],
  checks: [
    { name: 'distance', tested: 40, failed: 0, unresolved, worst: [] },
    { name: 'mean', tested: 60, failed: 0, unresolved: 0, worst: [] },
  ],
  ...(wanted ? { wanted } : {}),
});

describe('a pass that chance decides', () => {
  test('is one as far as samples tell, from more than a quarter on; control: with a quarter it is a pass', () => {
    expect(outcomeOf(of(26))).toBe(
      'passes, as far as these samples can tell: chance decides 26 of 100 limits',
    );
    expect(outcomeOf(of(25))).toBe('passed');
    expect(passWords(of(26), true)).toContain('as far as these samples');
    expect(passWords(of(25), true)).toBe('All passed.');
    expect(passWords(of(25), false)).toContain('whole grids were not compared');
  });

  test('says how many trajectories, and which option draws them', () => {
    expect(cureOf(of(30, { states: 100, trajectories: 1000 }))).toBe(
      'Some 1\u202f000 trajectories from each state would leave about a quarter of them, or less, to chance, at 5 times the work: validate --traces 1000.',
    );
    // Where trajectories do not help, or far less, states are told.
    expect(cureOf(of(30, { states: 100, trajectories: null }))).toMatch(
      /Some 100 states .* validate --settings 100\.$/,
    );
    expect(cureOf(of(30, { states: 100, trajectories: 2000 }))).toContain('--settings 100');
    expect(cureOf(of(30, { states: null, trajectories: null }))).toContain('train.limits');
  });

  test('a verdict stored before this was foretold names the options', () => {
    expect(cureOf(of(30))).toMatch(/--traces.*--settings/);
  });

  test('control: nothing is wanted of a pass with power, or of a fail', () => {
    expect(cureOf(of(25, { states: 100, trajectories: 1000 }))).toBeUndefined();
    expect(cureOf({ ...of(30), pass: false })).toBeUndefined();
    expect(outcomeOf({ ...of(30), pass: false })).toBe('FAILED');
  });
});

test('it says what histograms can see, and what chance has decided; where all is resolved it claims nothing else', () => {
  expect(resolutionOf(of(1))).toBe(
    'sees true L1 distances above 0.200 to 0.200; could not resolve 1 of its limits, where chance decides, 1 of them distances: limits up to 1.60 × floor',
  );
  expect(resolutionOf(of(0))).toBe('sees true L1 distances above 0.200 to 0.200');
});

test('what was left out is counted by kind; control: nothing is said where nothing was, or nobody counted', () => {
  const notJudged = [{ name: 'sd' as const, left: 3, of: 1200, whole: 0, first: [] }];
  expect(leftOutLine({ ...of(0), notJudged })).toBe(
    'not judged, since too few trajectories tell it: sd 3 of 1\u202f200',
  );
  expect(leftOutLine({ ...of(0), notJudged: [] })).toBeUndefined();
  expect(leftOutLine(of(0))).toBeUndefined();
});
