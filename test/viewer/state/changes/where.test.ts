import { expect, test } from 'vitest';
import { changesGoTo, ruleInWords } from '../../../../viewer/state/changes/where.ts';
import { showBeside } from '../../../../viewer/state/choose.ts';
import { withView } from '../../../../viewer/state/time.ts';
import { helloOf, pageAfter, runOf } from '../../runs.ts';

const nothing = { control: false, change: false };
const at = (page: ReturnType<typeof pageAfter>, place: 'newest' | number) => withView(page, { at: place });

test('changes go into a run at its newest frame, and wait for a fork at those before', () => {
  const page = pageAfter(helloOf(runOf(9, {}, 'paused')));
  expect(changesGoTo(at(page, 'newest'))).toBe('run');
  expect(changesGoTo(at(page, 3))).toBe('fork');
  expect(ruleInWords(at(page, 3))).toContain('at the frame shown');
  const ended = pageAfter(helloOf(runOf(9, {}, 'finished')));
  expect(changesGoTo(at(ended, 'newest'))).toBe('fork');
});

test('where a run can be neither changed nor forked they go nowhere', () => {
  const page = pageAfter(helloOf(runOf(9, { can: nothing, cannotFork: 'It is only shown.' }, 'finished')));
  expect(changesGoTo(at(page, 3))).toBe('nowhere');
  const recording = pageAfter(helloOf(runOf(9, { can: nothing }, 'finished')));
  expect(changesGoTo(at(recording, 3))).toBe('fork');
});

test('beside a run that is not as far the newest frame is not on show, and not changed', () => {
  const page = pageAfter(helloOf(runOf(9, {}, 'paused'), runOf(5, { id: 'fork-1' }, 'paused')));
  expect(changesGoTo(at(showBeside(page, 'fork-1'), 'newest'))).toBe('fork');
});
