/** Emits what events do to a row: `at 5: …` and `when P > 20: …`. */
import type { Network, NetworkEvent } from '../../crn/network.ts';
import { f64, i32, type Label, type Operand, select, type Value } from '../../wasm/encoder.ts';
import { emitTruth, emitValue, type Surroundings } from './emit-expression.ts';
import { Failure } from './report.ts';

/** An event with a condition, and its number in the network. */
export interface Condition {
  readonly event: NetworkEvent & { readonly when: NonNullable<NetworkEvent['when']> };
  readonly number: number;
  /** The species that remembers it. */
  readonly latch: number;
}

/** The row that events change. */
export interface EventRow {
  readonly at: Surroundings;
  setSpecies(index: number, value: Value<'f64'>): void;
  /** Ends the row with a failure where the condition holds. */
  failIf(condition: Operand<'i32'>, code: number, which: number): void;
}

/** Conditions may set each other off this often before it is called endless. */
const longestCascade = 1000;

export function conditionsOf(network: Network): Condition[] {
  return network.events.flatMap((event, number) =>
    event.when === undefined || event.latch === undefined
      ? []
      : [{ event: { ...event, when: event.when }, number, latch: event.latch }],
  );
}

/** 1 where a condition is not what its latch remembers. */
export function turned(condition: Condition, at: Surroundings): Value<'i32'> {
  return i32.ne(emitTruth(condition.event.when, at), f64.ne(at.species(condition.latch), 0));
}

/**
 * Fires every event whose condition has become true, in the order of the text,
 * looking again from the first one after each, until none is left.
 */
export function emitConditions(conditions: readonly Condition[], row: EventRow): void {
  const { f } = row.at;
  const fired = f.local('i32', 0);
  f.loop((again: Label) => {
    // All that no longer hold are forgotten before any other fires.
    const holds = conditions.map(({ event, latch }) => {
      const truth = f.local('i32', emitTruth(event.when, row.at));
      row.setSpecies(latch, select('f64', truth, row.at.species(latch), 0));
      return truth;
    });
    conditions.forEach(({ event, number, latch }, i) => {
      f.if(i32.and(holds[i]!, f64.eq(row.at.species(latch), 0)), () => {
        row.failIf(i32.geS(fired, longestCascade), Failure.cascade, number);
        f.set(fired, i32.add(fired, 1));
        row.setSpecies(latch, f64.const(1));
        emitSet(event, number, row);
        f.br(again);
      });
    });
  });
}

/** Gives the species of an event their new counts, all computed from the state before it. */
export function emitSet(event: NetworkEvent, number: number, row: EventRow): void {
  const { f } = row.at;
  const values = event.set.map(({ to }) => f.local('f64', f64.nearest(emitValue(to, row.at))));
  for (const value of values)
    row.failIf(i32.eqz(i32.and(f64.ge(value, 0), f64.le(value, 2147483647))), Failure.eventValue, number);
  event.set.forEach(({ species }, i) => {
    row.setSpecies(species, values[i]!);
  });
}
