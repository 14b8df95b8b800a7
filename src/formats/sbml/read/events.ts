/**
 * Events of a network out of those of a file: at set times, or when a condition of counts becomes true. A trigger that
 * reads the time alone is looked through from time 0 on; it happens wherever it turns true.
 */
import { ratesIn, readsTime, speciesIn } from '../../../crn/dependencies.ts';
import { evaluate } from '../../../crn/evaluate.ts';
import type { Expression } from '../../../crn/expression.ts';
import { binary, constant } from '../../../crn/formulas.ts';
import { ModelError } from '../../../errors.ts';
import type { EventDraft } from '../../network-of.ts';
import type { Declarations, Source } from './declarations.ts';
import type { Element } from './document.ts';
import { childOf, childrenOf, flag, listed, mathIn, needed } from './elements.ts';
import { said } from './order.ts';
import type { Symbols } from './symbols.ts';

/** An event, and what decides on its place among those of the same moment. */
export interface Planned extends EventDraft {
  readonly where: string;
  /** Conditions only: whether it counts as true before time 0. */
  readonly held: boolean;
  readonly priority: number | undefined;
  /** Whether what it sets is worked out before others of the moment happen. */
  readonly early: boolean;
  readonly persistent: boolean;
  /** Whether its time was worked out of rate constants. */
  readonly bound: boolean;
}

const maxTurns = 100;

/** @throws ModelError for events that a network cannot have */
export function plannedEvents(
  model: Element,
  declared: Declarations,
  symbols: Symbols,
  source: Source,
): Planned[] {
  const elements = listed(model, 'listOfEvents', 'event', source.file);
  const planned = elements.flatMap((element, e) => {
    const id = element.attributes.get('id') ?? `number ${e + 1}`;
    return planOf(element, `${source.file}, event "${id}"`, declared, symbols);
  });
  const inOrder = ordered(planned);
  checkMoments(inOrder);
  if (!source.own) addNotes(inOrder, source.notes);
  return inOrder;
}

function planOf(element: Element, where: string, declared: Declarations, symbols: Symbols): Planned[] {
  childrenOf(element, ['trigger', 'delay', 'priority', 'listOfEventAssignments'], where);
  const trigger = childOf(element, 'trigger');
  if (trigger === undefined) throw new ModelError(where, 'there is no trigger', 'Say when it happens.');
  const number = (name: string): number | undefined => {
    const child = childOf(element, name);
    return child && symbols.fixed({ math: mathIn(child, where), where: `${where}, ${name}` });
  };
  const set = listed(element, 'listOfEventAssignments', 'eventAssignment', where).map((assignment) => {
    const variable = needed(assignment, 'variable', where);
    const species = symbols.columns.get(variable);
    if (species === undefined) throw notSettable(variable, where, declared);
    const inside = `${where}, assignment to "${variable}"`;
    const value = symbols.math.read(mathIn(assignment, inside), inside, symbols.resolve);
    const amount = binary('mul', value, constant(symbols.sizeOf(declared.species.get(variable)!)));
    return { species, to: symbols.math.usable(unrounded(amount), inside) };
  });
  const twice = set.find(({ species }, i) => set.findIndex((other) => other.species === species) < i);
  if (twice) throw new ModelError(where, `it sets "${symbols.species[twice.species]}" twice`, 'Remove one.');
  const when = symbols.math.read(mathIn(trigger, where), `${where}, trigger`, symbols.resolve);
  const held = flag(trigger, 'initialValue', true, where);
  const persistent = flag(trigger, 'persistent', true, where);
  const early = flag(element, 'useValuesFromTriggerTime', true, where);
  const delay = number('delay') ?? 0;
  if (!(delay >= 0)) throw new ModelError(where, `its delay is ${delay}`, 'Give 0 or more.');
  if (set.length === 0) return [];
  const bound = ratesIn(when).length > 0 && speciesIn(when).length === 0;
  const plan = { set, where, priority: number('priority'), early, persistent, bound };
  if (speciesIn(when).length > 0) {
    if (readsTime(when))
      throw new ModelError(
        where,
        'its trigger reads counts and the time',
        'A network has events at set times, and events when a condition of counts becomes true: use one of them.',
      );
    if (delay > 0)
      throw new ModelError(
        where,
        `it happens ${delay} after a condition of counts becomes true`,
        'Delays are read with set times only; let a species count down instead.',
      );
    // What is false at time 0 is remembered as false, whatever is said of before.
    const met = evaluate(when, symbols.counts, symbols.values, 0) !== 0;
    return [{ ...plan, when: symbols.math.usable(when, where), held: held && met }];
  }
  if (delay > 0 && early && set.some(({ to }) => readsTime(to) || speciesIn(to).length > 0))
    throw new ModelError(
      where,
      'it sets after a delay what it worked out before',
      'Say useValuesFromTriggerTime="false", or set numbers.',
    );
  return turnsOf(when, held, symbols.values, where).flatMap(({ on, off }) => {
    if (!persistent && off < on + delay)
      throw new ModelError(where, 'it may be called off while it waits', 'Say persistent="true".');
    return Number.isFinite(on + delay) ? [{ ...plan, at: on + delay, held: false }] : [];
  });
}

function notSettable(variable: string, where: string, { parameters, species }: Declarations): ModelError {
  const todo = 'Events set amounts of species; make it a species, or two models.';
  if (parameters.has(variable))
    return new ModelError(where, `parameters that events change, as "${variable}", are not read yet`, todo);
  const what = species.has(variable) ? 'constant, or a rule sets it' : 'no species';
  return new ModelError(where, `it sets "${variable}", which is ${what}`, todo);
}

const comparisons = ['lt', 'le', 'gt', 'ge', 'eq', 'ne'];

/** When a trigger of the time turns true, and false again after; a change at 0 is told by what held before. */
function turnsOf(
  when: Expression,
  held: boolean,
  values: readonly number[],
  where: string,
): { readonly on: number; readonly off: number }[] {
  const times = new Set<number>();
  addTimes(when, values, times, where);
  const edges = [0, ...[...times].filter((time) => time > 0).sort((a, b) => a - b)];
  if (edges.length > maxTurns)
    throw new ModelError(where, `its trigger names more than ${maxTurns} times`, 'Write several events.');
  const found: { on: number; off: number }[] = [];
  let before = held;
  edges.forEach((edge, i) => {
    const next = edges[i + 1];
    const after = next === undefined ? 2 * edge + 1 : edge + (next - edge) / 2;
    for (const time of [edge, after]) {
      const now = evaluate(when, [], values, time) !== 0;
      if (now && !before) found.push({ on: edge, off: Number.POSITIVE_INFINITY });
      const last = found.at(-1);
      if (!now && last) last.off = Math.min(last.off, edge);
      before = now;
    }
  });
  return found;
}

/** The times that a trigger compares with; infinite ones never come. */
function addTimes(e: Expression, values: readonly number[], times: Set<number>, where: string): void {
  if (comparisons.includes(e.op) && 'b' in e && (e.a.op === 'time') !== (e.b.op === 'time')) {
    const other = e.a.op === 'time' ? e.b : e.a;
    if (!readsTime(other)) {
      const time = evaluate(other, [], values, 0);
      if (Number.isFinite(time)) times.add(time);
      return;
    }
  }
  if (e.op === 'time')
    throw new ModelError(
      `${where}, trigger`,
      'the time stands in a formula',
      'Compare the time itself with a fixed value: time ≥ 5.',
    );
  if ('a' in e) addTimes(e.a, values, times, where);
  if ('b' in e) addTimes(e.b, values, times, where);
  if ('c' in e) addTimes(e.c, values, times, where);
}

/** Set times by falling priority among themselves, conditions too; otherwise as in the file. */
function ordered(planned: readonly Planned[]): Planned[] {
  const rank = ({ priority }: Planned): number => priority ?? -Number.MAX_VALUE;
  const sorted = (some: readonly Planned[]) => [...some].sort((a, b) => rank(b) - rank(a)).values();
  const times = sorted(planned.filter(({ at }) => at !== undefined));
  const conditions = sorted(planned.filter(({ when }) => when));
  return planned.map(({ when }) => (when ? conditions : times).next().value!);
}

/** @throws ModelError where events of one moment would not happen in the order that the file wants */
function checkMoments(planned: readonly Planned[]): void {
  planned.forEach((later, i) => {
    if (later.at === undefined || !later.early) return;
    const read = new Set(later.set.flatMap(({ to }) => speciesIn(to)));
    const earlier = planned
      .slice(0, i)
      .find(({ at, set }) => at === later.at && set.some((one) => read.has(one.species)));
    if (earlier)
      throw new ModelError(
        later.where,
        `at time ${later.at} it reads what another event sets at this time, as it was before`,
        'Join the two events, or say useValuesFromTriggerTime="false".',
      );
  });
  const first = planned.find(
    ({ at, priority }) =>
      at === 0 &&
      planned.some((one) => one.when && !one.held && (one.priority ?? Infinity) < (priority ?? -Infinity)),
  );
  if (first)
    throw new ModelError(
      first.where,
      'at time 0 it is to happen before an event with a condition',
      'In a network conditions come first: give it the lower priority.',
    );
}

function addNotes(planned: readonly Planned[], notes: string[]): void {
  if (planned.some(({ set }) => set.some(({ to }) => to.op !== 'number' || !Number.isInteger(to.value))))
    notes.push('Events set amounts to the nearest whole number.');
  const bound = planned.filter((event) => event.bound).map(({ where }) => where.replace(/^.*, event /, ''));
  if (bound.length > 0)
    notes.push(`Times of events are numbers, worked out of rate constants: ${said(bound)}.`);
  const set = new Set(planned.flatMap((event) => event.set.map(({ species }) => species)));
  const waiting = planned.filter(({ when, persistent }) => when && persistent);
  const met = waiting.filter(({ when }) => speciesIn(when!).some((species) => set.has(species)));
  if (waiting.length > 1 && met.length > 0)
    notes.push(
      `Events that become due at once happen one after the other, each only if its trigger still holds: ${said(
        met.map(({ where }) => where.replace(/^.*, event /, '')),
      )}.`,
    );
}

/** What a file of ours rounds to the nearest, halves to the even one, as a network does anyway. */
function unrounded(e: Expression): Expression {
  if (e.op !== 'sub' || e.a.op !== 'add' || e.a.a.op !== 'floor' || e.a.a.a.op !== 'add') return e;
  const x = e.a.a.a.a;
  return JSON.stringify(e) === JSON.stringify(nearest(x)) ? x : e;
}

function nearest(x: Expression): Expression {
  const n = constant;
  const quarter: Expression = {
    op: 'div',
    a: { op: 'sub', a: { op: 'mul', a: n(2), b: x }, b: n(1) },
    b: n(4),
  };
  const up: Expression = { op: 'floor', a: { op: 'add', a: x, b: n(0.5) } };
  const odd: Expression = { op: 'sub', a: { op: 'ceil', a: quarter }, b: { op: 'floor', a: quarter } };
  return { op: 'sub', a: { op: 'add', a: up, b: odd }, b: n(1) };
}
