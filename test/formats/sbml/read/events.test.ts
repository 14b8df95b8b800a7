import { expect, test } from 'vitest';
import {
  cell,
  event,
  level3,
  lines,
  list,
  math,
  parameters,
  raw,
  read,
  refusal,
  species,
} from './documents.ts';

const document = (...events: readonly string[]): string =>
  level3(cell('2') + species('A=1', 'B=2', 'D:3') + parameters({ k: 4, q: 6 }) + list('Events', ...events));
const delay = (formula: string): string => `<delay>${math(formula)}</delay>`;
const priority = (value: number): string => `<priority>${math(String(value))}</priority>`;
const late = 'useValuesFromTriggerTime="false"';

test.each([
  ['t >= 5', '', ['at 5: A = 0']],
  ['t > k + 1', '', ['at 5: A = 0']],
  ['5 <= t', '', ['at 5: A = 0']],
  ['t < 5', '', []],
  ['t < 5', 'initialValue="false"', ['at 0: A = 0']],
  ['t >= 0', '', []],
  ['t >= 0', 'initialValue="false"', ['at 0: A = 0']],
  ['t > 0', '', ['at 0: A = 0']],
  ['t >= -3', '', []],
  ['t >= 2 && t < 3 || t > 8', '', ['at 2: A = 0', 'at 8: A = 0']],
  ['t == 7', '', ['at 7: A = 0']],
  ['1 > 0', 'initialValue="false"', ['at 0: A = 0']],
  ['A + B > k', '', ['when A + B > k: A = 0']],
])('trigger %s %s', (trigger, more, wanted) => {
  expect(lines(read(document(event(trigger, 'A = 0', more)))).filter(Boolean)).toEqual(wanted);
});

test('a time that is infinite never comes', () => {
  const infinite = raw(
    '<apply><geq/><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol><infinity/></apply>',
  );
  expect(lines(read(document(event(infinite, 'A = 0'))))).toEqual([]);
});

test('what is set is an amount, of all together', () => {
  const model = read(document(event('t >= 1', 'D = D + 1, A = D')));
  expect(lines(model)).toEqual(['at 1: D = (D / 2 + 1) * 2, A = D / 2']);
  expect(model.notes).toEqual(['Events set amounts to the nearest whole number.']);
});

test('delays after a set time are later times', () => {
  expect(lines(read(document(event('t >= 5', 'A = 0', '', delay('k / 2')))))).toEqual(['at 7: A = 0']);
  expect(lines(read(document(event('t >= 5', 'A = B', '', delay('2'), late))))).toEqual(['at 7: A = B']);
});

test('priorities order what happens at one moment', () => {
  const model = read(
    document(
      event('t >= 1', 'A = 1', '', priority(1)),
      event('A > 3', 'A = 2', '', priority(8)),
      event('t >= 1', 'A = 3', '', priority(2)),
      event('A > 5', 'A = 4', '', priority(9)),
    ),
  );
  expect(lines(model)).toEqual(['at 1: A = 3', 'when A > 5: A = 4', 'at 1: A = 1', 'when A > 3: A = 2']);
});

test('a condition that holds at time 0 happens then only if it was false before', () => {
  const held = (more: string): number | undefined =>
    read(document(event('B > 1', 'B = 0', more))).start.when_1;
  expect([held('initialValue="true"'), held('initialValue="false"')]).toEqual([1, undefined]);
});

test.each([
  [event('A > 1 && t > 5', 'A = 0'), 'event "number 1": its trigger reads counts and the time'],
  [event('sin(t) > 0', 'A = 0'), 'trigger: the time stands in a formula'],
  [event('A > 1', 'A = 0', '', delay('2')), 'it happens 2 after a condition of counts becomes true'],
  [event('t > 5', 'A = B', '', delay('2')), 'it sets after a delay what it worked out before'],
  [event('t > 5', 'A = 0', '', delay('0 - 2')), 'its delay is -2'],
  [event('t > 5', 'A = 0', '', delay('A')), 'this changes, and only fixed values are read here'],
  [event('t == 5', 'A = 0', 'persistent="false"', delay('2')), 'it may be called off while it waits'],
  [event('t > 5', 'k = 0'), 'parameters that events change, as "k", are not read yet'],
  [event('t > 5', 'cell = 3'), 'it sets "cell", which is no species'],
  [event('t > 5', 'A = 0, A = 1'), 'it sets "A" twice'],
  [`<event>${list('EventAssignments')}</event>`, 'there is no trigger'],
  [
    event('t > 5', 'A = 0') + event('t > 5', 'B = A'),
    'at time 5 it reads what another event sets at this time',
  ],
  [
    event('t > 0', 'A = 0', '', priority(2)) + event('A > 0', 'B = 0', 'initialValue="false"', priority(1)),
    'it is to happen before an event with a condition',
  ],
])('refused %#: %s', (events, message) => {
  expect(refusal(document(events))).toContain(message);
});
