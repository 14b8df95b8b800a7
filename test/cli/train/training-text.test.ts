import { expect, test } from 'vitest';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { printPlan, ratesFallen, trainedOn } from '../../../src/cli/train/training-text.ts';
import type { Estimate } from '../../../src/learning/plan/estimate.ts';
import { noProvenance } from '../../kernels/learned/random-abstraction.ts';

const told = (rounds: number, epochs: number) =>
  trainedOn({ ...noProvenance, starts: 10, transitions: 160, rounds, epochs, backend: 'simd' });

test('says of which round the epoch is, and how much was learned from', () => {
  expect(told(1, 7)).toBe('learned from 160 steps from 10 starting states, best in epoch 7 (simd)');
  expect(told(2, 3)).toBe(
    'learned from 160 steps from 10 starting states in 2 rounds, best in epoch 3 of round 2 (simd)',
  );
});

test('says when a round kept the weights that it began with', () => {
  expect(told(2, 0)).toContain('in 2 rounds, no epoch of round 2 better than its start');
});

test('says how often the learning rate fell, and nothing where it did not', () => {
  const epoch = (more: object) => ({ stage: 'fit-1', epoch: 1, seconds: 1, ...more });
  expect(ratesFallen([epoch({}), { stage: 'fit-1', seconds: 2 }])).toEqual([]);
  expect(ratesFallen([epoch({ setbacks: 1 })])).toEqual([
    'the learning rate was halved once, where a loss was no number',
  ]);
  expect(
    ratesFallen([epoch({ setbacks: 2 }), epoch({ drops: 1 }), epoch({ setbacks: 1, drops: 1 })]),
  ).toEqual([
    'the learning rate was halved 3 times, where a loss was no number',
    'the learning rate dropped 2 times, since held-out losses got no better',
  ]);
});

test('a time that is not all known is told as a bound, and why; control: others are not', () => {
  const plan = { eventsPerStep: 5, epochsPerDraw: 1 };
  const text = (more: object): string => {
    const lines: string[] = [];
    const stages = [{ name: 'judge', amounts: {}, seconds: 90, ...more }];
    const terminal = { print: (line = '') => void lines.push(line) };
    const all = { plan, speeds: { events: 1e6 }, stages, seconds: 90 };
    printPlan(terminal as unknown as Terminal, all as unknown as Estimate);
    return lines.join('\n');
  };
  expect(text({ atLeast: true }).match(/> 90 s/g)).toHaveLength(2);
  expect(text({ atLeast: true })).toContain('cannot be simulated before it is trained');
  expect(text({})).not.toMatch(/>|simulated before/);
});
