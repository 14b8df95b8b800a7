/** All weights of a model in one vector, as optimisers want them; matrices are views into it. */
import {
  type LayerParts,
  layersOf,
  type PerceptronLayer,
  type Rncrn,
  type RncrnParts,
  rncrn,
} from '../model.ts';

/** Names of the arrays of a layer, in the order of the vector. */
const layerArrays = ['omega', 'psi', 'phi', 'theta', 'gamma', 'tau'] as const;

/** One array's place in the vector: `vector.subarray(from, to)`. */
export interface WeightSlot {
  readonly name: (typeof layerArrays)[number] | 'alpha' | 'beta';
  /** 0 is the lowest layer; the last one's for alpha and beta. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

/** Where the arrays of a layer begin in the vector. */
export type LayerPlaces = Readonly<Record<(typeof layerArrays)[number], number>>;

/**
 * Weights that are being changed. Order: layer after layer, the lowest first, omega, psi,
 * phi, theta, gamma, tau of each; then alpha and beta. Nothing here keeps beta, gamma and
 * tau in their bounds: whoever changes the vector does, and `model` checks.
 */
export class Weights {
  readonly vector: Float64Array;
  readonly slots: readonly WeightSlot[];
  /** Of each layer, the lowest first. */
  readonly places: readonly LayerPlaces[];
  /** Where alpha and beta begin in the vector. */
  readonly alphaAt: number;
  readonly betaAt: number;
  readonly executive: number;
  readonly parameters: number;
  /** Views into the vector, the lowest layer first. */
  readonly layers: readonly PerceptronLayer[];
  /** Views into the vector, shapes [N, M] and [N]. */
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  readonly #like: Rncrn;

  /** Starts with the weights of a model. */
  constructor(model: Rncrn) {
    const layers = layersOf(model);
    const slots: WeightSlot[] = [];
    const arrays: Float64Array[] = [];
    let at = 0;
    const place = (name: WeightSlot['name'], layer: number, array: Float64Array) => {
      slots.push({ name, layer, from: at, to: at + array.length });
      arrays.push(array);
      at += array.length;
    };
    layers.forEach((layer, i) => {
      for (const name of layerArrays) place(name, i, layer[name]);
    });
    place('alpha', layers.length - 1, model.alpha);
    place('beta', layers.length - 1, model.beta);

    this.vector = new Float64Array(at);
    this.slots = slots;
    const begin = (name: WeightSlot['name'], layer: number) =>
      slots.find((slot) => slot.name === name && slot.layer === layer)!.from;
    this.places = layers.map(
      (_, i) => Object.fromEntries(layerArrays.map((name) => [name, begin(name, i)])) as LayerPlaces,
    );
    [this.alphaAt, this.betaAt] = [begin('alpha', layers.length - 1), begin('beta', layers.length - 1)];
    const views = slots.map(({ from, to }, i) => {
      const view = this.vector.subarray(from, to);
      view.set(arrays[i]!);
      return view;
    });
    this.layers = layers.map(({ perceptrons, mu }, i) => {
      const [omega, psi, phi, theta, gamma, tau] = views.slice(i * layerArrays.length);
      return {
        perceptrons,
        mu,
        omega: omega!,
        psi: psi!,
        phi: phi!,
        theta: theta!,
        gamma: gamma!,
        tau: tau!,
      };
    });
    [this.alpha, this.beta] = [views.at(-2)!, views.at(-1)!];
    this.executive = model.executive;
    this.parameters = model.parameters;
    this.#like = model;
  }

  /** A model with the weights as they are now; region and time scales are those it began with. @throws ScenarioError */
  model(): Rncrn {
    const below: readonly LayerParts[] = this.layers.slice(0, -1);
    const { parameters, region } = this.#like;
    const parts: RncrnParts = {
      ...this.layers.at(-1)!,
      alpha: this.alpha,
      beta: this.beta,
      parameters,
      below,
    };
    return rncrn(region ? { ...parts, region } : parts);
  }
}
