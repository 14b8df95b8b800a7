/** A formula that stands alone: of the counts of one cell, rate constants and the time. */
import type { Expression } from './expression.ts';
import { nearestName } from './nearest-name.ts';
import { parseExpression } from './parse-expression.ts';
import { LineReader, type Token } from './tokens.ts';

/**
 * Reads e.g. `A + 2 * AA` or `if(A > B, 1, 0)`: species, numbers, functions, `t`.
 *
 * @param species  names in the order of the columns
 * @param rates    names of the rate constants that it may read. Default none
 * @throws CrnSyntaxError with the place of the mistake, also for names that are neither
 */
export function parseFormula(
  text: string,
  species: readonly string[],
  rates: readonly string[] = [],
): Expression {
  const reader = new LineReader(text, 1);
  const formula = parseExpression(reader, (token) => meaningOf(reader, token, species, rates));
  reader.expectEnd('Write one formula.');
  return formula;
}

function meaningOf(
  reader: LineReader,
  token: Token,
  species: readonly string[],
  rates: readonly string[],
): Expression {
  const index = species.indexOf(token.text);
  if (index >= 0) return { op: 'species', index };
  const rate = rates.indexOf(token.text);
  if (rate >= 0) return { op: 'rate', index: rate };
  const near = nearestName(token.text, [...species, ...rates]);
  throw reader.error(
    `\`${token.text}\` is no species${rates.length > 0 ? ' and no rate constant' : ''}`,
    near ? `Did you mean \`${near}\`?` : 'A formula reads species, rate constants, numbers and the time `t`.',
    token,
  );
}

/** `constant + Σ weights[s] · counts[s]`. */
export interface Affine {
  readonly constant: number;
  /** Shape [species]. */
  readonly weights: Float64Array;
}

/** What a formula is where it is a weighted sum of counts; undefined where it is not, by its form. */
export function affineOf(e: Expression, species: number): Affine | undefined {
  const of = (x: Expression): Affine | undefined => affineOf(x, species);
  switch (e.op) {
    case 'number':
      return { constant: e.value, weights: new Float64Array(species) };
    case 'species': {
      const weights = new Float64Array(species);
      weights[e.index] = 1;
      return { constant: 0, weights };
    }
    case 'neg':
      return scaled(of(e.a), -1);
    case 'add':
      return sum(of(e.a), of(e.b));
    case 'sub':
      return sum(of(e.a), scaled(of(e.b), -1));
    case 'mul':
      return e.a.op === 'number' ? scaled(of(e.b), e.a.value) : scaled(of(e.a), numberIn(e.b));
    case 'div':
      return scaled(of(e.a), 1 / numberIn(e.b));
    default:
      return undefined;
  }
}

function numberIn(e: Expression): number {
  return e.op === 'number' ? e.value : Number.NaN;
}

/** A factor that is no number says that there is no such sum. */
function scaled(a: Affine | undefined, factor: number): Affine | undefined {
  if (!a || !Number.isFinite(factor)) return undefined;
  return { constant: factor * a.constant, weights: a.weights.map((w) => factor * w) };
}

function sum(a: Affine | undefined, b: Affine | undefined): Affine | undefined {
  return a && b && { constant: a.constant + b.constant, weights: a.weights.map((w, s) => w + b.weights[s]!) };
}
