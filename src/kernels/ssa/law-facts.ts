/** What can be known of a propensity before any number is: what need not be checked in the loop. */

import { ratesIn, visit } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import type { Reaction, Term } from '../../crn/network.ts';

export interface LawFacts {
  /** Never negative, as long as the rates named are not; it may still be infinite or NaN. */
  readonly nonNegative: boolean;
  /** A finite number, as long as the rates named are, and short of overflow. */
  readonly finite: boolean;
  /** The rate constants whose sign `nonNegative` relies on. */
  readonly signedRates: readonly number[];
  /** The reactants whose shortage the law does not turn to 0 by itself. */
  readonly guards: readonly Term[];
  /** Cheap enough to write out wherever it is needed. */
  readonly simple: boolean;
}

/** Formulas of more nodes than this become functions of their own. */
const simpleNodes = 14;

/** Asked for several times while a module is emitted. */
const known = new WeakMap<Reaction, LawFacts>();

export function lawFacts(reaction: Reaction): LawFacts {
  const facts = known.get(reaction) ?? findFacts(reaction);
  known.set(reaction, facts);
  return facts;
}

function findFacts(reaction: Reaction): LawFacts {
  const { law, reactants } = reaction;
  const least = (species: number) => reactants.find((term) => term.species === species)?.count ?? 0;
  const guards = reactants.filter((term) => !vanishes(law, term));
  const nonNegative = isNonNegative(law, least);
  const finite = staysFinite(law, least);
  let nodes = 0;
  let calls = false;
  visit(law, (e) => {
    nodes++;
    calls ||= ['exp', 'log', 'sin', 'cos', 'tanh', 'pow', 'if'].includes(e.op);
  });
  return {
    nonNegative,
    finite,
    signedRates: nonNegative ? ratesIn(law) : [],
    guards,
    simple: nodes <= simpleNodes && !calls,
  };
}

/** Is the formula at least 0 wherever every species has its `least` molecules and rates are not negative? */
function isNonNegative(e: Expression, least: (species: number) => number): boolean {
  const of = (x: Expression) => isNonNegative(x, least);
  switch (e.op) {
    case 'number':
      return e.value >= 0;
    case 'species':
    case 'rate':
    case 'exp':
    case 'abs':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
    case 'and':
    case 'or':
    case 'not':
      return true;
    case 'sub':
      return e.a.op === 'species' && e.b.op === 'number' && e.b.value <= least(e.a.index);
    case 'add':
    case 'mul':
    case 'div':
    case 'min':
      return of(e.a) && of(e.b);
    case 'max':
      return of(e.a) || of(e.b);
    case 'pow':
    case 'sqrt':
    case 'floor':
    case 'ceil':
    case 'tanh':
      return of(e.a);
    case 'if':
      return of(e.b) && of(e.c);
    default:
      return false;
  }
}

/** Is the formula more than 0 where {@link isNonNegative} asks? */
function isPositive(e: Expression, least: (species: number) => number): boolean {
  switch (e.op) {
    case 'number':
      return e.value > 0;
    case 'species':
      return least(e.index) > 0;
    case 'sub':
      return e.a.op === 'species' && e.b.op === 'number' && e.b.value < least(e.a.index);
    case 'add':
      return (
        (isPositive(e.a, least) && isNonNegative(e.b, least)) ||
        (isNonNegative(e.a, least) && isPositive(e.b, least))
      );
    case 'mul':
      return isPositive(e.a, least) && isPositive(e.b, least);
    case 'pow':
    case 'sqrt':
      return isPositive(e.a, least);
    default:
      return false;
  }
}

/** Is it a finite number there? */
function staysFinite(e: Expression, least: (species: number) => number): boolean {
  const of = (x: Expression) => staysFinite(x, least);
  switch (e.op) {
    case 'number':
      return Number.isFinite(e.value);
    case 'exp':
    case 'log':
      return false;
    case 'div':
      return of(e.a) && of(e.b) && isPositive(e.b, least);
    case 'pow':
      return of(e.a) && isNonNegative(e.a, least) && e.b.op === 'number' && e.b.value >= 0;
    case 'sqrt':
      return of(e.a) && isNonNegative(e.a, least);
    case 'if':
      return of(e.b) && of(e.c);
  }
  if ('b' in e) return of(e.a) && of(e.b);
  return !('a' in e) || of(e.a);
}

/** Is a plain product exactly 0 for any count of the species below the one needed? */
function vanishes(law: Expression, { species, count }: Term): boolean {
  const factors = factorsOf(law);
  if (!factors) return false;
  const zeros = new Set<number>();
  for (const e of factors) {
    if (e.op === 'species' && e.index === species) zeros.add(0);
    if (e.op === 'sub' && e.a.op === 'species' && e.a.index === species && e.b.op === 'number')
      zeros.add(e.b.value);
  }
  for (let n = 0; n < count; n++) if (!zeros.has(n)) return false;
  return true;
}

/** The factors of a product of numbers, rates, counts and counts minus a number; nothing for other formulas. */
function factorsOf(e: Expression): Expression[] | undefined {
  if (e.op === 'number' || e.op === 'rate' || e.op === 'species') return [e];
  if (e.op === 'sub' && e.a.op === 'species' && e.b.op === 'number') return [e];
  if (e.op === 'div' && e.b.op === 'number' && e.b.value !== 0) return factorsOf(e.a);
  if (e.op !== 'mul') return undefined;
  const [a, b] = [factorsOf(e.a), factorsOf(e.b)];
  return a && b && [...a, ...b];
}
