/**
 * Mass action, stated once.
 *
 * `m A -> …` at rate k with n molecules of A has propensity k·n(n−1)…(n−m+1)/m!
 * by default ('combinations'): k is per distinct group of molecules (Gillespie 1977,
 * doi 10.1021/j100540a008). 'falling' leaves out the m!, 'powers' is k·n^m; papers
 * differ, so a network says which it means.
 *
 * Whatever the law says, a reaction whose reactants are short never fires:
 * see {@link isShort}. For 'combinations' and 'falling' the law itself is then
 * exactly 0; for 'powers' and for laws in braces the rule matters.
 */
import type { Expression } from './expression.ts';
import { binary, constant, isNumber, one, withCount, zero } from './formulas.ts';
import type { MassAction, Term } from './network.ts';

/**
 * The propensity of a mass-action reaction, as an expression of counts.
 *
 * @param rate       the rate constant, a number or any expression
 * @param reactants  what the reaction takes; none gives the rate itself
 */
export function massActionLaw(
  rate: Expression,
  reactants: readonly Term[],
  convention: MassAction,
): Expression {
  let law = rate;
  for (const { species, count } of reactants) {
    const n: Expression = { op: 'species', index: species };
    if (convention === 'powers' && count > 1) {
      law = { op: 'mul', a: law, b: { op: 'pow', a: n, b: { op: 'number', value: count } } };
      continue;
    }
    let groups = 1;
    for (let taken = 0; taken < count; taken++) {
      const left: Expression = taken === 0 ? n : { op: 'sub', a: n, b: { op: 'number', value: taken } };
      law = { op: 'mul', a: law, b: left };
      groups *= taken + 1;
    }
    if (convention === 'combinations' && groups > 1)
      law = { op: 'div', a: law, b: { op: 'number', value: groups } };
  }
  return law;
}

/** True where a reaction lacks a molecule it takes: it then cannot fire. */
export function isShort(reactants: readonly Term[], counts: ArrayLike<number>): boolean {
  for (const { species, count } of reactants) if (counts[species]! < count) return true;
  return false;
}

/** Whether a law is plainly 0, by its form alone, wherever there is too little of what a reaction takes. */
export function vanishesWhereShort(law: Expression, { species, count }: Term): boolean {
  for (let n = 0; n < count; n++) if (!isNumber(withCount(law, species, n), 0)) return false;
  return true;
}

/** 0 where there is too little of what a reaction takes, 1 where there is enough; between whole numbers it rises. */
export function enough({ species, count }: Term): Expression {
  const left = binary('sub', { op: 'species', index: species }, constant(count - 1));
  return binary('max', zero, binary('min', one, left));
}
