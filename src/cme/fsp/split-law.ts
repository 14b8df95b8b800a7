/** A propensity f(time) · g(counts), taken apart, so that time moves one number for all states. */

import { ratesIn, readsTime, speciesIn } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';

export interface SplitLaw {
  /** Reads no counts. */
  readonly ofTime: Expression;
  /** Reads neither the time nor a rate that moves. */
  readonly ofCounts: Expression;
}

const one: Expression = { op: 'number', value: 1 };

/**
 * The two factors of a law; undefined where it is no such product.
 *
 * @param moving  shape [rates]: is that rate constant a function of the time?
 */
export function splitLaw(law: Expression, moving: readonly boolean[]): SplitLaw | undefined {
  if (!readsTime(law) && !ratesIn(law).some((rate) => moving[rate])) return { ofTime: one, ofCounts: law };
  if (speciesIn(law).length === 0) return { ofTime: law, ofCounts: one };
  if (law.op !== 'mul' && law.op !== 'div') return undefined;
  const a = splitLaw(law.a, moving);
  const b = splitLaw(law.b, moving);
  return (
    a &&
    b && {
      ofTime: { op: law.op, a: a.ofTime, b: b.ofTime },
      ofCounts: { op: law.op, a: a.ofCounts, b: b.ofCounts },
    }
  );
}
