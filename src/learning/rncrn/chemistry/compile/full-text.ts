/** All reactions of a model as the text of a network, one rate constant each. */
import type { Rncrn } from '../../model.ts';
import { reactionsOf, speciesOf } from '../reactions.ts';

/** @param asSpecies  whether parameters are species, or rate constants L_1, … */
export function fullText(model: Rncrn, asSpecies: boolean): string {
  const { executive, parameters, layers } = speciesOf(model);
  const species = [...executive, ...layers.flat(), ...(asSpecies ? parameters : [])];
  const lines = [`species ${species.join(', ')}`];
  for (const { weight, reactants, products } of reactionsOf(model)) {
    const constant = asSpecies ? undefined : reactants.find((name) => parameters.includes(name));
    if (!constant) {
      lines.push(`${side(reactants)} -> ${side(products)} @ ${weight}`);
      continue;
    }
    const real = (names: readonly string[]) => side(names.filter((name) => name !== constant));
    const target = reactants.find((name) => name !== constant);
    lines.push(`${real(reactants)} -> ${real(products)} @ {${weight} * ${constant} * ${target}}`);
  }
  return lines.join('\n');
}

/** `2 X_1 + Y_1`; nothing is `0`. */
function side(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const counted = distinct.map((name) => {
    const count = names.filter((other) => other === name).length;
    return count > 1 ? `${count} ${name}` : name;
  });
  return counted.join(' + ') || '0';
}
