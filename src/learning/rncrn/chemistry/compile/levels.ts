/**
 * Perceptrons at rest as formulas of counts, in the rate constants of the full network:
 *
 *     n = (S + √(S² + 2·gamma·tau)) / tau
 *
 * with S the sum of what a perceptron reads; gamma and tau are those of counts, so V and mu
 * cancel. Under its own noise its mean is lower or higher. To first order in 1/V it is the
 * same formula at a shifted S, from the variance of the linear noise approximation,
 * (gamma + S⁺n)/r:
 *
 *     S + (tau/4)·(1 − B/r),   r = √(S² + 2·gamma·tau),   B = the sum with all weights positive
 *
 * Closer would be `stochastic-level.ts`, the exact mean: a ratio of confluent hypergeometric
 * functions of both sums, which no finite formula of a network gives.
 */
import { layersOf, type Rncrn } from '../../model.ts';
import { layerLetters, layerTag, speciesOf } from '../reactions.ts';

/** Formulas of the last layer's counts. @param shifted  their means under noise, rather than at rest without */
export function levelFormulas(model: Rncrn, shifted: boolean): readonly string[] {
  const { executive, parameters, layers } = speciesOf(model);
  const letters = layerLetters(model.executive, layers.length);
  let under: readonly string[] = [];
  layersOf(model).forEach(({ omega, psi, phi, theta }, i) => {
    const tag = layerTag(letters[i]!);
    const [n, l, width] = [executive.length, parameters.length, under.length];
    const below = under;
    under = Array.from(theta, (bias, j) => {
      const terms: Term[] = [];
      const add = (kind: string, weights: Float64Array, read: readonly string[], columns: number) => {
        for (let k = 0; k < columns; k++) {
          const weight = weights[j * columns + k]!;
          if (weight !== 0)
            terms.push({ negative: weight < 0, text: `${kind}${tag}_${j + 1}_${k + 1} * ${read[k]}` });
        }
      };
      add('omega', omega, executive, n);
      add('psi', psi, parameters, l);
      add('phi', phi, below, width);
      if (bias !== 0) terms.push({ negative: bias < 0, text: `theta${tag}_${j + 1}` });
      return level(terms, `gamma${tag}_${j + 1}`, `tau${tag}_${j + 1}`, shifted);
    });
  });
  return under;
}

interface Term {
  readonly negative: boolean;
  readonly text: string;
}

function level(terms: readonly Term[], gamma: string, tau: string, shifted: boolean): string {
  const sum = signedSum(terms);
  const root = (s: string) => `sqrt((${s})^2 + 2 * ${gamma} * ${tau})`;
  const at = (s: string) => `((${s} + ${root(s)}) / ${tau})`;
  if (!shifted) return at(sum);
  const sizes = signedSum(terms.map(({ text }) => ({ negative: false, text })));
  return at(`${sum} + ${tau} / 4 * (1 - (${sizes}) / ${root(sum)})`);
}

/** `a - b + c`. */
function signedSum(terms: readonly Term[]): string {
  const text = terms.map(({ negative, text }, i) => {
    if (i > 0) return `${negative ? ' - ' : ' + '}${text}`;
    return negative ? `-${text}` : text;
  });
  return text.join('') || '0';
}
