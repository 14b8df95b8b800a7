/**
 * The text format in which such networks are published, both ways.
 *
 *     # X_1=2,X_2=2,L_1=3              initial concentrations; listed twice, the larger counts
 *     X_1+Y_1->X_1+X_1+Y_1,20.6        reactants->products,rate constant; an empty side is nothing
 *     #! mu Y=0.1                      ours: time scales, which rates alone do not tell,
 *     #! id circle                     a name, and the region of the fit
 *     #! region X_1=0.8..3.2,X_2=0.8..3.2
 *
 * Rates of perceptrons are already divided by their mu. Lines may stand in any order.
 */
import { layersOf, type Rncrn } from '../model.ts';
import { layerLetters, reactionsOf, speciesOf } from './reactions.ts';
import { readLines } from './text/read-lines.ts';
import { recoverModel } from './text/recover.ts';

export interface RncrnText {
  readonly model: Rncrn;
  /** Initial concentrations by species; 0 where nothing is said. */
  readonly initial: Readonly<Record<string, number>>;
  readonly id?: string;
}

/** @returns text that {@link readRncrnText} reads back, weights to the last but one bit */
export function writeRncrnText({ model, initial, id }: RncrnText): string {
  const { executive, parameters } = speciesOf(model);
  const letters = layerLetters(model.executive, model.below.length + 1);
  const lines = id ? [`#! id ${id}`] : [];
  lines.push(
    `#! mu ${layersOf(model)
      .map(({ mu }, i) => `${letters[i]}=${mu}`)
      .join(',')}`,
  );
  if (model.region) {
    const intervals = [...model.region.executive, ...model.region.parameters];
    const bounds = [...executive, ...parameters].map((name, i) => `${name}=${intervals[i]!.join('..')}`);
    lines.push(`#! region ${bounds.join(',')}`);
  }
  const given = Object.entries(initial).map(([name, value]) => `${name}=${value}`);
  if (given.length > 0) lines.push(`# ${given.join(',')}`);
  for (const { reactants, products, rate } of reactionsOf(model))
    lines.push(`${reactants.join('+')}->${products.join('+')},${rate}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Reads a model back from its reactions. Names are X_1 or X1, and so on: X executive, L
 * parameters, Y perceptrons that act on X, R and Z those of a classifier.
 *
 * @param mu  time scale of every layer, for texts that do not say
 * @throws CrnSyntaxError with the line, for what is no reaction of such a network
 * @throws ScenarioError where mu is not known, or a perceptron lacks its gamma or tau
 */
export function readRncrnText(text: string, mu?: number): RncrnText {
  const { reactions, initial, notes } = readLines(text);
  const model = recoverModel(reactions, notes, mu);
  return notes.id === undefined ? { model, initial } : { model, initial, id: notes.id };
}
