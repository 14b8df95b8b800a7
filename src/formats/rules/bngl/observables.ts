/** What a file counts: molecules or complexes that match patterns. */
import type { Expression } from '../../../crn/expression.ts';
import { binary, constant, zero } from '../../../crn/formulas.ts';
import type { Budget } from '../sites/budget.ts';
import { Matcher } from '../sites/embeddings.ts';
import type { SiteGraph } from '../sites/site-graph.ts';
import { type Refuse, refuseAt, type Statement, withoutIndex } from './text/lines.ts';
import { PatternReader, type PatternText } from './text/pattern-text.ts';
import type { Vocabulary } from './vocabulary.ts';

interface Counted {
  readonly pattern: PatternText;
  /** How often the pattern must match a complex; at least once where left out. */
  readonly holds?: (matches: number) => boolean;
}

export interface ObservableText {
  readonly name: string;
  /** Molecules: each match counts. Species: each complex counts once for each pattern. */
  readonly kind: 'Molecules' | 'Species';
  readonly counted: readonly Counted[];
  readonly refuse: Refuse;
}

const comparisons: Readonly<Record<string, (matches: number, than: number) => boolean>> = {
  '==': (n, m) => n === m,
  '=': (n, m) => n === m,
  '>=': (n, m) => n >= m,
  '<=': (n, m) => n <= m,
  '>': (n, m) => n > m,
  '<': (n, m) => n < m,
};

export function readObservable(statement: Statement, where: string): ObservableText {
  const refuse = refuseAt(where, statement);
  const reader = new PatternReader(withoutIndex(statement.text), refuse);
  const [, kind, name] = reader.take(/(Molecules|Species)\s+([A-Za-z_]\w*)(?=\s|$)/y) ?? [];
  if (kind === undefined)
    throw refuse('this is no observable', 'Write `Molecules name A(b!+)` or `Species name A().A()`.');
  const counted: Counted[] = [];
  while (reader.rest) {
    const pattern = reader.pattern();
    const [, sign, number] = reader.take(/\s*(==|>=|<=|=|>|<)\s*(\d+)/y) ?? [];
    if (sign === undefined) {
      counted.push({ pattern });
    } else {
      if (kind === 'Molecules')
        throw refuse(
          'a bound on matches goes with Species, not with Molecules',
          'Write `Species`, or remove the bound.',
        );
      counted.push({ pattern, holds: (matches) => comparisons[sign]!(matches, Number(number)) });
    }
    reader.take(/\s*,/y);
  }
  return { name: name!, kind: kind as ObservableText['kind'], counted, refuse };
}

/** How much each species adds, shape [species]. */
export function weightsOf(
  { kind, counted, refuse }: ObservableText,
  species: readonly SiteGraph[],
  vocabulary: Vocabulary,
  budget: Budget,
): number[] {
  const weights = species.map(() => 0);
  for (const { pattern, holds } of counted) {
    const matcher = new Matcher(vocabulary.graphOf(pattern, refuse), budget);
    species.forEach((graph, s) => {
      const matches = matcher.in(graph).length;
      if (kind === 'Molecules') weights[s]! += matches;
      else if (holds ? holds(matches) : matches > 0) weights[s]! += 1;
    });
  }
  return weights;
}

const groupSize = 64;

/** The sum of counts times weights; long ones in groups, as a tree of thousands of levels would overflow the stack. */
export function weightedSum(weights: Iterable<readonly [species: number, weight: number]>): Expression {
  const terms: Expression[] = [];
  for (const [index, weight] of weights)
    if (weight !== 0) terms.push(binary('mul', constant(weight), { op: 'species', index }));
  return sumOf(terms);
}

function sumOf(terms: readonly Expression[]): Expression {
  if (terms.length <= groupSize) return terms.reduce((a, b) => binary('add', a, b), zero);
  const groups: Expression[] = [];
  for (let i = 0; i < terms.length; i += groupSize) groups.push(sumOf(terms.slice(i, i + groupSize)));
  return sumOf(groups);
}
