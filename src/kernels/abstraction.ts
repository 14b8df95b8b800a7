/** A learned kernel as plain data: what a file holds and what crosses to threads. */
import type { MdnShape } from './kernel.ts';
import type { BasisChoice } from './mdn/moves.ts';

/** Least and greatest value, both included. */
export type Range = readonly [low: number, high: number];

/** Where a kernel was trained; beyond it nothing is promised. */
export interface Domain {
  /** By species. */
  readonly counts: readonly Range[];
  /** By rate constant; those that are no network input are one value wide. */
  readonly rates: readonly Range[];
}

/** How the `counts` head reads a state and where it puts its components. */
export interface CountsScaling {
  readonly head: 'counts';
  /** The coordinates that are drawn, and in which order. */
  readonly basis: BasisChoice;
  /** Mean and standard deviation of each feature over the training data. */
  readonly featureMean: readonly number[];
  readonly featureSd: readonly number[];
  /** For each coordinate: measured from staying put, or from a linear guess. */
  readonly anchor: readonly ('change' | 'linear')[];
  /** The linear guess: intercept, shape [coordinates], and slope, shape [coordinates, species]. */
  readonly intercept: readonly number[];
  readonly slope: readonly number[];
  /** Change: the widest scale. Linear: the standard error of the guess. */
  readonly scale: readonly number[];
  /** Where components start from, relative to the anchors, shape [mixtures, coordinates]. */
  readonly home: readonly number[];
}

/** How the `gaussian` head scales counts to [0, 1]: the published min–max scaling. */
export interface GaussianScaling {
  readonly head: 'gaussian';
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export type Scaling = CountsScaling | GaussianScaling;

/** How an abstraction came to be. */
export interface Provenance {
  readonly seed: number;
  /** Starting states and transitions it was trained on; those held out. */
  readonly starts: number;
  readonly transitions: number;
  readonly heldOut: number;
  readonly rounds: number;
  readonly epochs: number;
  /** Mean negative log-likelihood of held-out transitions of the learned part, nats. */
  readonly validation: number;
  /** The same of the training transitions, last epoch. */
  readonly loss: number;
  readonly backend: string;
  readonly seconds: number;
  /** Versions of what made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Distance of learned from exact histograms for one species after `lag` steps. */
export interface LagDistance {
  readonly species: string;
  readonly lag: number;
  /** Mean over starting states of Σ|p − q|, 0 to 2; and of 1 − Σmin/Σmax, 0 to 1. */
  readonly l1: number;
  readonly iou: number;
  /** The same distances between two independent exact sets of the same size. */
  readonly l1Floor: number;
  readonly iouFloor: number;
  /** Mean over starting states of |difference of means| in units of the exact standard deviation. */
  readonly meanShift: number;
  readonly meanShiftFloor: number;
}

/** How far a learned kernel is from exact: a plain pass or fail against named limits. */
export interface Verdict {
  readonly pass: boolean;
  /** Why not, one line each; empty when passed. */
  readonly failures: readonly string[];
  readonly distances: readonly LagDistance[];
  /** Excess negative log-likelihood per step over the exact law, nats; absent where it cannot be estimated. */
  readonly excess?: number;
  /** How often an exact identity was broken; all must be 0. */
  readonly violations: {
    readonly support: number;
    readonly conservation: number;
    readonly negative: number;
    readonly absorbing: number;
  };
  readonly limits: Readonly<Record<string, number>>;
  readonly states: number;
  readonly trajectories: number;
  readonly seed: number;
}

export interface Abstraction {
  readonly formatVersion: 1;
  readonly networkHash: string;
  readonly dt: number;
  readonly shape: MdnShape;
  readonly domain: Domain;
  readonly scaling: Scaling;
  /** Flat, as `paramLayout` of the head's graph says. May sit on shared memory. */
  readonly weights: Float32Array;
  readonly provenance: Provenance;
  readonly verdict: Verdict | null;
}

/** The shape in one fixed order: equal texts mean equal shapes. */
export function shapeKey(shape: MdnShape): string {
  return JSON.stringify([shape.head, shape.mixtures, shape.hidden, shape.rateInputs]);
}
