/** Recognises propensities that fit a table row: a constant times at most two counts. */
import { readsTime, speciesIn } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import type { Reaction } from '../../crn/network.ts';
import { lawFacts } from './law-facts.ts';

/** A count, or a count less 1. */
export interface Factor {
  readonly species: number;
  readonly less: 0 | 1;
}

/** constant · scale · factors: in this order the same bits as the formula, for `scale` is a power of 2. */
export interface MassActionRow {
  /** Reads neither counts nor the time. */
  readonly constant: Expression;
  readonly scale: 1 | 0.5;
  /** At most two. */
  readonly factors: readonly Factor[];
}

/** The row of a reaction; nothing where its propensity has another form, or must be checked or guarded. */
export function massActionRow(reaction: Reaction): MassActionRow | undefined {
  const { nonNegative, guards } = lawFacts(reaction);
  if (!nonNegative || guards.length > 0) return undefined;
  let e = reaction.law;
  let scale: 1 | 0.5 = 1;
  if (e.op === 'div' && e.b.op === 'number' && e.b.value === 2) {
    scale = 0.5;
    e = e.a;
  }
  const factors: Factor[] = [];
  while (e.op === 'mul' && factors.length < 2) {
    const factor = asFactor(e.b);
    if (!factor) break;
    factors.unshift(factor);
    e = e.a;
  }
  const first = factors.length < 2 ? asFactor(e) : undefined;
  if (first) {
    factors.unshift(first);
    e = { op: 'number', value: 1 };
  }
  return readsTime(e) || speciesIn(e).length > 0 ? undefined : { constant: e, scale, factors };
}

function asFactor(e: Expression): Factor | undefined {
  if (e.op === 'species') return { species: e.index, less: 0 };
  if (e.op === 'sub' && e.a.op === 'species' && e.b.op === 'number' && e.b.value === 1)
    return { species: e.a.index, less: 1 };
  return undefined;
}
