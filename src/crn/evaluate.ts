/**
 * The meaning of an expression, by walking its tree: the oracle that compiled
 * code is tested against. Use it for events and tests, not in a kernel's loop.
 */
import type { Expression } from './expression.ts';
import type { Network } from './network.ts';
import { isShort } from './propensity.ts';

/**
 * The value of an expression, in 64-bit floating point.
 *
 * @param counts  molecules of each species, shape [species]
 * @param rates   rate constants in the order of `network.rates`
 * @param time    in the scenario's unit
 * @returns any number: 0/0 is NaN and log(0) is −∞, as IEEE 754 says; comparisons give 1 or 0
 */
export function evaluate(
  expression: Expression,
  counts: ArrayLike<number>,
  rates: ArrayLike<number>,
  time: number,
): number {
  const of = (e: Expression): number => evaluate(e, counts, rates, time);
  const e = expression;
  switch (e.op) {
    case 'number':
      return e.value;
    case 'species':
      return counts[e.index]!;
    case 'rate':
      return rates[e.index]!;
    case 'time':
      return time;
    case 'neg':
      return -of(e.a);
    case 'not':
      return of(e.a) === 0 ? 1 : 0;
    case 'exp':
      return Math.exp(of(e.a));
    case 'log':
      return Math.log(of(e.a));
    case 'sqrt':
      return Math.sqrt(of(e.a));
    case 'abs':
      return Math.abs(of(e.a));
    case 'floor':
      return Math.floor(of(e.a));
    case 'ceil':
      return Math.ceil(of(e.a));
    case 'sin':
      return Math.sin(of(e.a));
    case 'cos':
      return Math.cos(of(e.a));
    case 'tanh':
      return Math.tanh(of(e.a));
    case 'add':
      return of(e.a) + of(e.b);
    case 'sub':
      return of(e.a) - of(e.b);
    case 'mul':
      return of(e.a) * of(e.b);
    case 'div':
      return of(e.a) / of(e.b);
    case 'pow':
      return of(e.a) ** of(e.b);
    case 'min':
      return Math.min(of(e.a), of(e.b));
    case 'max':
      return Math.max(of(e.a), of(e.b));
    case 'lt':
      return of(e.a) < of(e.b) ? 1 : 0;
    case 'le':
      return of(e.a) <= of(e.b) ? 1 : 0;
    case 'gt':
      return of(e.a) > of(e.b) ? 1 : 0;
    case 'ge':
      return of(e.a) >= of(e.b) ? 1 : 0;
    case 'eq':
      return of(e.a) === of(e.b) ? 1 : 0;
    case 'ne':
      return of(e.a) !== of(e.b) ? 1 : 0;
    case 'and':
      return of(e.a) !== 0 && of(e.b) !== 0 ? 1 : 0;
    case 'or':
      return of(e.a) !== 0 || of(e.b) !== 0 ? 1 : 0;
    case 'if':
      return of(e.a) !== 0 ? of(e.b) : of(e.c);
  }
}

/**
 * The propensity of every reaction, 0 where reactants are short.
 *
 * @param counts  shape [species]
 * @param rates   shape [rates]
 * @param out     shape [reactions], overwritten and returned; expected events per unit of time
 */
export function propensities(
  network: Network,
  counts: ArrayLike<number>,
  rates: ArrayLike<number>,
  time: number,
  out: Float64Array = new Float64Array(network.reactions.length),
): Float64Array {
  network.reactions.forEach((reaction, r) => {
    out[r] = isShort(reaction.reactants, counts) ? 0 : evaluate(reaction.law, counts, rates, time);
  });
  return out;
}
