/** A learned kernel as plain data: what a file holds and what crosses to threads. */
import type { Genotype } from './learned/cells/genotype.ts';
import type { BasisChoice } from './learned/lattice/moves.ts';
import type { LearnedShape } from './learned/shape/shape.ts';
import type { Verdict } from './verdict.ts';

/** Least and greatest value, both included. */
export type Range = readonly [low: number, high: number];

/** A sum of counts that no reaction changes, and that was the same in all starts of training. */
export interface FixedTotal {
  /** By species. */
  readonly coefficients: readonly number[];
  readonly is: number;
}

/** Where a kernel was trained; beyond it nothing is promised. */
export interface Domain {
  /** By species. */
  readonly counts: readonly Range[];
  /** By rate constant; those that are no network input are one value wide. */
  readonly rates: readonly Range[];
  /** Lengths of a step; one value wide unless the network reads it. */
  readonly dt: Range;
  /** Absent where there are none. */
  readonly totals?: readonly FixedTotal[];
}

/** How the heads `counts` and `van` read a state and where they put their components. */
export interface CountsScaling {
  readonly head: 'counts' | 'van';
  /** The coordinates that are drawn, and in which order. */
  readonly basis: BasisChoice;
  /** Counts that are a feature of their own, such as copies of a gene in one state. */
  readonly marks: readonly { readonly species: number; readonly count: number }[];
  /** Mean and standard deviation of each feature over the training data. */
  readonly featureMean: readonly number[];
  readonly featureSd: readonly number[];
  /** For each coordinate: measured from staying put, from the change to expect, or from a linear guess. */
  readonly anchor: readonly ('stay' | 'change' | 'linear')[];
  /** The linear guess: intercept, shape [coordinates], and slope, shape [coordinates, species]. */
  readonly intercept: readonly number[];
  readonly slope: readonly number[];
  /** Stay and change: the widest scale. Linear: the standard error of the guess. */
  readonly scale: readonly number[];
  /**
   * Where components start from, relative to the anchors: `counts` by component, then coordinate; `van` by
   * coordinate, then component.
   */
  readonly home: readonly number[];
  /** And how wide: logarithms of standard deviations in scales, same shape. */
  readonly spread: readonly number[];
}

/** How the `gaussian` head reads and predicts numbers: x as (x − origin) / unit. By species, then by rate input. */
export interface GaussianScaling {
  readonly head: 'gaussian';
  readonly origin: readonly number[];
  readonly unit: readonly number[];
}

export type Scaling = CountsScaling | GaussianScaling;

/** How an abstraction came to be. */
export interface Provenance {
  readonly seed: number;
  /** Starting states and steps from them that it was trained on, over all draws of data; steps held out. */
  readonly starts: number;
  readonly transitions: number;
  readonly heldOut: number;
  readonly rounds: number;
  /** The epoch of the last round whose weights these are; 0: those that the round began with. */
  readonly epochs: number;
  /** Mean negative log-likelihood of held-out transitions of the learned part, nats. */
  readonly validation: number;
  /** The same of the training transitions, last epoch. */
  readonly loss: number;
  readonly backend: string;
  /** Versions of what made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The layout of a stored abstraction, and of the weights in it: others are refused. */
export const abstractionFormat = 3;

export interface Abstraction {
  readonly formatVersion: typeof abstractionFormat;
  readonly networkHash: string;
  /** The step it is found by: the scenario's. */
  readonly dt: number;
  readonly shape: LearnedShape;
  /** What a search has found, where `shape.body` asks for one. */
  readonly genotype?: Genotype;
  readonly domain: Domain;
  readonly scaling: Scaling;
  /** Flat, as `paramLayout` of the head's graph says. May sit on shared memory. */
  readonly weights: Float32Array;
  readonly provenance: Provenance;
  readonly verdict: Verdict | null;
}
