/**
 * The reactions of a model, all of them mass action, each changing one species by one:
 *
 *     X + Y → 2X + Y, X + Y → Y        alpha, by its sign         ∅ → X    beta
 *     C + Y → C + 2Y, C + Y → C        omega, psi, phi: C is X, Λ or a perceptron of the layer below
 *     Y → 2Y, Y → ∅                    theta, by its sign         ∅ → Y    gamma        2Y → Y    tau
 *
 * A weight of 0 is no reaction. Rate laws are k times the product of concentrations:
 * k·y² for 2Y → Y. Source: Dack, Plesa, Ouldridge, doi 10.1016/j.cels.2026.101572.
 */
import { layersOf, type PerceptronLayer, type Rncrn } from '../model.ts';

export interface RncrnReaction {
  /** Such as `alpha_1_2`; weights of lower layers name their layer, such as `psi_Z_1_2`. */
  readonly weight: string;
  /** Names, a species twice where two molecules of it react. */
  readonly reactants: readonly string[];
  readonly products: readonly string[];
  /** k > 0: the size of the weight, for perceptrons divided by their mu. */
  readonly rate: number;
}

export interface RncrnSpecies {
  /** `X_1`, … */
  readonly executive: readonly string[];
  /** `L_1`, … */
  readonly parameters: readonly string[];
  /** Perceptrons of each layer, the lowest first. */
  readonly layers: readonly (readonly string[])[];
}

/**
 * Letters of the layers, the lowest first: perceptrons that act on X are Y, those that feed
 * Y (the answer of a classifier) are R, those that feed R are Z, or Z1, Z2, … if they are many.
 */
export function layerLetters(executive: number, layers: number): readonly string[] {
  const known = executive > 0 ? ['R', 'Y'] : ['R'];
  const more = layers - known.length;
  const hidden = Array.from({ length: Math.max(0, more) }, (_, i) => (more > 1 ? `Z${i + 1}` : 'Z'));
  return [...hidden, ...known].slice(-layers);
}

export function speciesOf(model: Rncrn): RncrnSpecies {
  const numbered = (letter: string, n: number) => Array.from({ length: n }, (_, i) => `${letter}_${i + 1}`);
  const letters = layerLetters(model.executive, model.below.length + 1);
  return {
    executive: numbered('X', model.executive),
    parameters: numbered('L', model.parameters),
    layers: layersOf(model).map(({ perceptrons }, i) => numbered(letters[i]!, perceptrons)),
  };
}

/** What a layer is called in the names of its weights: nothing, if it is the one that acts on X. */
export function layerTag(letter: string): string {
  return letter === 'Y' ? '' : `_${letter}`;
}

/** All reactions: psi, phi, alpha, omega, theta, beta, gamma, tau, layer after layer in each. */
export function reactionsOf(model: Rncrn): RncrnReaction[] {
  const { executive: n, parameters: l, perceptrons: m, alpha, beta } = model;
  const { executive, parameters, layers: names } = speciesOf(model);
  const letters = layerLetters(n, names.length);
  const all: RncrnReaction[] = [];
  const add = (weight: string, reactants: string[], products: string[], rate: number) => {
    if (rate > 0) all.push({ weight, reactants, products, rate });
  };
  /** C + S → C + 2S or C + S → C; without C where there is no catalyst. */
  const signed = (weight: string, catalyst: readonly string[], target: string, value: number, mu: number) =>
    add(
      weight,
      [...catalyst, target],
      value > 0 ? [...catalyst, target, target] : [...catalyst],
      Math.abs(value) / mu,
    );
  const eachLayer = (
    visit: (layer: PerceptronLayer, own: readonly string[], tag: string, i: number) => void,
  ) => layersOf(model).forEach((layer, i) => visit(layer, names[i]!, layerTag(letters[i]!), i));
  const matrix = (kind: 'omega' | 'psi' | 'phi', catalystsOf: (i: number) => readonly string[]) =>
    eachLayer((layer, own, tag, i) => {
      const catalysts = catalystsOf(i);
      own.forEach((target, j) => {
        catalysts.forEach((catalyst, k) => {
          const value = layer[kind][j * catalysts.length + k]!;
          signed(`${kind}${tag}_${j + 1}_${k + 1}`, [catalyst], target, value, layer.mu);
        });
      });
    });

  if (l > 0) matrix('psi', () => parameters);
  matrix('phi', (i) => (i > 0 ? names[i - 1]! : []));
  executive.forEach((target, i) => {
    for (let j = 0; j < m; j++)
      signed(`alpha_${i + 1}_${j + 1}`, [names.at(-1)![j]!], target, alpha[i * m + j]!, 1);
  });
  matrix('omega', () => executive);
  eachLayer(({ theta, mu }, own, tag) => {
    own.forEach((target, j) => {
      signed(`theta${tag}_${j + 1}`, [], target, theta[j]!, mu);
    });
  });
  executive.forEach((target, i) => {
    add(`beta_${i + 1}`, [], [target], beta[i]!);
  });
  eachLayer(({ gamma, mu }, own, tag) => {
    own.forEach((target, j) => {
      add(`gamma${tag}_${j + 1}`, [], [target], gamma[j]! / mu);
    });
  });
  eachLayer(({ tau, mu }, own, tag) => {
    own.forEach((target, j) => {
      add(`tau${tag}_${j + 1}`, [target, target], [target], tau[j]! / mu);
    });
  });
  return all;
}
