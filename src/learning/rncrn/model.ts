/**
 * A recurrent neural chemical reaction network (RNCRN) as plain frozen data: slow
 * executive species X follow a vector field that fast species Y, the chemical
 * perceptrons, compute from X and from parameter species Λ that are never used up.
 *
 *     x_i' = beta_i + x_i · Σ_j alpha_ij y_j
 *     y_j' = (gamma_j + s_j y_j − tau_j y_j²) / mu,   s = omega·x + psi·λ + phi·(layer below) + theta
 *
 * One chain of layers says it all. Each layer may read the executive species, the
 * parameters and the layer below; only the last acts on X, and the model *is* its last
 * layer. Without layers below it is the published single-layer network; a network whose
 * `below` reads no X and stands for the parameters is one steered by a classifier; with
 * no executive species it is the classifier itself, and its answer is its last layer.
 *
 * Concentrations have the model's own unit, time too; a weight of 0 is no reaction.
 * Source: Dack, Plesa, Ouldridge, Cell Systems 2026, doi 10.1016/j.cels.2026.101572.
 */
import { checkModel } from './model/check.ts';

/** Perceptrons that read the same and share a time scale. Matrices are row-major and never written to. */
export interface PerceptronLayer {
  /** M, how many there are. */
  readonly perceptrons: number;
  /** Weights on the executive species, shape [M, N]. */
  readonly omega: Float64Array;
  /** Weights on the parameters, shape [M, L]. */
  readonly psi: Float64Array;
  /** Weights on the layer below, shape [M, its M]; empty in the lowest layer. */
  readonly phi: Float64Array;
  /** Biases, shape [M]. */
  readonly theta: Float64Array;
  /** Production of each perceptron, > 0, shape [M]. */
  readonly gamma: Float64Array;
  /** Self-limitation of each perceptron, > 0, shape [M]. */
  readonly tau: Float64Array;
  /** How much faster than X this layer is: all its rates are divided by it, > 0. */
  readonly mu: number;
}

/** From low to high. */
export type Interval = readonly [low: number, high: number];

/** Where the field was fitted: outside, it is no longer the one that was asked for. */
export interface Region {
  /** Of each executive species. */
  readonly executive: readonly Interval[];
  /** Of each parameter. */
  readonly parameters: readonly Interval[];
}

export interface Rncrn extends PerceptronLayer {
  /** N, the number of executive species; 0 makes a classifier. */
  readonly executive: number;
  /** L, the number of parameter species. */
  readonly parameters: number;
  /** What the last layer does to X, shape [N, M]. */
  readonly alpha: Float64Array;
  /** Production of each executive species, ≥ 0, shape [N]. */
  readonly beta: Float64Array;
  /** Layers under the last, the lowest first. */
  readonly below: readonly PerceptronLayer[];
  readonly region?: Region;
}

/** A layer as it is written down; what is left out is 0, and `gamma`, `tau` are 1. */
export interface LayerParts {
  readonly omega?: ArrayLike<number>;
  readonly psi?: ArrayLike<number>;
  readonly phi?: ArrayLike<number>;
  /** Its length is the number of perceptrons. */
  readonly theta: ArrayLike<number>;
  readonly gamma?: ArrayLike<number>;
  readonly tau?: ArrayLike<number>;
  readonly mu: number;
}

/** A model as it is written down; matrices are flat and row-major, shapes as in {@link Rncrn}. */
export interface RncrnParts extends LayerParts {
  readonly alpha?: ArrayLike<number>;
  /** Its length is the number of executive species. */
  readonly beta: ArrayLike<number>;
  /** 0 unless said. */
  readonly parameters?: number;
  readonly below?: readonly LayerParts[];
  readonly region?: Region;
}

/**
 * The one way to make a model: copies, fills in, checks, freezes.
 *
 * @param name  what errors call it
 * @throws ScenarioError for a wrong shape or a value that cannot be: not finite, beta < 0, gamma, tau or mu ≤ 0
 */
export function rncrn(parts: RncrnParts, name = 'rncrn'): Rncrn {
  const [executive, parameters] = [parts.beta.length, parts.parameters ?? 0];
  let width = 0;
  const layer = (given: LayerParts): PerceptronLayer => {
    const made = filledLayer(given, executive, parameters, width);
    width = made.perceptrons;
    return made;
  };
  const below = Object.freeze((parts.below ?? []).map((given) => Object.freeze(layer(given))));
  const last = layer(parts);
  const { region } = parts;
  const model: Rncrn = Object.freeze({
    executive,
    parameters,
    ...last,
    alpha: filled(parts.alpha, executive * last.perceptrons, 0),
    beta: Float64Array.from(parts.beta),
    below,
    ...(region ? { region: frozenRegion(region) } : {}),
  });
  checkModel(model, name);
  return model;
}

/** All layers, the lowest first; the last is the model itself. */
export function layersOf(model: Rncrn): readonly PerceptronLayer[] {
  return [...model.below, model];
}

/** How many perceptrons there are in all layers. */
export function perceptronsOf(model: Rncrn): number {
  return layersOf(model).reduce((n, { perceptrons }) => n + perceptrons, 0);
}

function filledLayer(given: LayerParts, n: number, l: number, width: number): PerceptronLayer {
  const m = given.theta.length;
  return {
    perceptrons: m,
    omega: filled(given.omega, m * n, 0),
    psi: filled(given.psi, m * l, 0),
    phi: filled(given.phi, m * width, 0),
    theta: Float64Array.from(given.theta),
    gamma: filled(given.gamma, m, 1),
    tau: filled(given.tau, m, 1),
    mu: given.mu,
  };
}

function filled(given: ArrayLike<number> | undefined, length: number, value: number): Float64Array {
  return given ? Float64Array.from(given) : new Float64Array(length).fill(value);
}

function frozenRegion({ executive, parameters }: Region): Region {
  const frozen = (all: readonly Interval[]) =>
    Object.freeze(all.map(([a, b]): Interval => Object.freeze([a, b])));
  return Object.freeze({ executive: frozen(executive), parameters: frozen(parameters) });
}
