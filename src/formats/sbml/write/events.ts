/**
 * Events as SBML has them. Where several are due at once ours have an order, which priorities tell: conditions
 * before set times, each in the order of the text, and a condition that no longer holds is forgotten.
 */
import type { Expression } from '../../../crn/expression.ts';
import type { Network } from '../../../crn/network.ts';
import { element, type XmlElement } from '../xml.ts';
import type { Ids } from './ids.ts';
import { conditionMath, literal, mathOf, timeMath } from './math.ts';

/** @param start  molecules by species, the memories of conditions among them */
export function eventElements(
  { events, species }: Network,
  ids: Ids,
  start: Readonly<Record<string, number>>,
): XmlElement[] {
  return events.map(({ name, at = 0, when, latch, set }, e) => {
    const held = latch !== undefined && (start[species[latch]!] ?? 0) !== 0;
    const priority = events.length - e + (when ? events.length : 0);
    return element('event', { id: ids.events[e]!, name, useValuesFromTriggerTime: 'false' }, [
      element('trigger', { initialValue: String(held), persistent: when ? 'false' : 'true' }, [
        when ? conditionMath(when, ids) : timeMath(at),
      ]),
      element('priority', {}, [
        element('math', { xmlns: 'http://www.w3.org/1998/Math/MathML' }, [literal(priority)]),
      ]),
      element(
        'listOfEventAssignments',
        {},
        set.map(({ species: s, to }) =>
          element('eventAssignment', { variable: ids.species[s]! }, [mathOf(nearest(to), ids)]),
        ),
      ),
    ]);
  });
}

/** Species that only remember a condition; a trigger does so itself. */
export function memories({ events }: Network): ReadonlySet<number> {
  return new Set(events.flatMap(({ latch }) => (latch === undefined ? [] : [latch])));
}

/** To the nearest whole number, halves to the even one: ⌊x + ½⌋ + ⌈(2x − 1)/4⌉ − ⌊(2x − 1)/4⌋ − 1. */
function nearest(x: Expression): Expression {
  if (isWhole(x)) return x;
  const n = (value: number): Expression => ({ op: 'number', value });
  const quarter: Expression = {
    op: 'div',
    a: { op: 'sub', a: { op: 'mul', a: n(2), b: x }, b: n(1) },
    b: n(4),
  };
  const up: Expression = { op: 'floor', a: { op: 'add', a: x, b: n(0.5) } };
  const odd: Expression = {
    op: 'sub',
    a: { op: 'ceil', a: quarter },
    b: { op: 'floor', a: quarter },
  };
  return { op: 'sub', a: { op: 'add', a: up, b: odd }, b: n(1) };
}

/** Whether a formula of counts is a whole number by its form. */
function isWhole(e: Expression): boolean {
  switch (e.op) {
    case 'number':
      return Number.isInteger(e.value);
    case 'species':
    case 'floor':
    case 'ceil':
    case 'not':
      return true;
    case 'neg':
    case 'abs':
      return isWhole(e.a);
    case 'add':
    case 'sub':
    case 'mul':
    case 'min':
    case 'max':
      return isWhole(e.a) && isWhole(e.b);
    case 'if':
      return isWhole(e.b) && isWhole(e.c);
    default:
      return 'b' in e && e.op !== 'div' && e.op !== 'pow';
  }
}
