/** The executive species alone, each with one birth and one death whose propensities are formulas. */
import type { Rncrn } from '../../model.ts';
import { speciesOf } from '../reactions.ts';
import { levelFormulas } from './levels.ts';

/**
 * @param asSpecies  whether parameters are species, or rate constants L_1, …
 * @param shifted    see `levels.ts`
 */
export function slowScaleText(model: Rncrn, asSpecies: boolean, shifted: boolean): string {
  const { alpha, beta, perceptrons: m } = model;
  const { executive, parameters } = speciesOf(model);
  const levels = levelFormulas(model, shifted);
  const lines = [`species ${[...executive, ...(asSpecies ? parameters : [])].join(', ')}`];
  executive.forEach((name, i) => {
    const drive = (sign: number) =>
      levels
        .map((level, j) => ({ level, weight: `alpha_${i + 1}_${j + 1}`, value: sign * alpha[i * m + j]! }))
        .filter(({ value }) => value > 0)
        .map(({ level, weight }) => `${weight} * ${level}`)
        .join(' + ');
    const [up, down] = [drive(1), drive(-1)];
    const births = [...(beta[i]! > 0 ? [`beta_${i + 1}`] : []), ...(up ? [`${name} * (${up})`] : [])];
    if (births.length > 0) lines.push(`0 -> ${name} @ {${births.join(' + ')}}`);
    if (down) lines.push(`${name} -> 0 @ {${name} * (${down})}`);
  });
  return lines.join('\n');
}
