/**
 * A target: the field that a chemical network shall be fitted to, and what it must then do.
 * Plain data plus functions of a point; importing one runs nothing.
 */
import type { Curve } from '../../learning/rncrn/data/curve.ts';
import type { CurveOptions } from '../../learning/rncrn/data/curve-targets.ts';
import type { LossKind } from '../../learning/rncrn/field/loss.ts';
import type { Interval } from '../../learning/rncrn/model.ts';
import type { Expectation } from '../../learning/rncrn/verify/expectation.ts';
import { checkTarget } from './check-target.ts';

/** Where a field is asked for. */
export interface FieldPoint {
  /** Concentrations of the executive species. */
  readonly x: readonly number[];
  /** Concentrations of the parameters. */
  readonly lambda: readonly number[];
}

/** dx/dt; of one species a number will do. */
export type FieldFormula = (at: FieldPoint) => number | readonly number[];

interface Piece {
  /** The parameters that stand for this piece; left out, its field is a function of them. */
  readonly code?: readonly number[];
  /** How much each of its points counts. Default 1. */
  readonly weight?: number;
}

/** A field by a formula, on a grid of points. */
export interface FieldPiece extends Piece {
  readonly field: FieldFormula;
  /** Default: the region of the target. */
  readonly region?: readonly Interval[];
  /** Points along each side. Default 200 in one dimension, 30 in two, 13 in three. */
  readonly points?: number;
  /** Of each parameter, without a code. Default: those of the target. */
  readonly lambda?: readonly Interval[];
  /** Values of each parameter, without a code. Default 9. */
  readonly lambdaPoints?: number;
}

/** A field drawn as curves that are run along and kept to: no formula needed. */
export interface CurvePiece extends Piece, CurveOptions {
  readonly curve: Curve | readonly Curve[];
  /** Takes every k-th point: neighbours say nearly the same. Default 7, which leaves some of every layer. */
  readonly every?: number;
}

/** Inwards at the border of the region, for parameters of which nothing else is said. */
export interface ConfiningPiece {
  readonly confine: {
    readonly from: readonly number[];
    readonly to: readonly number[];
    /** Values on the way, ends included. */
    readonly steps: number;
  };
  /** Concentration per time. */
  readonly speed: number;
  /** How much each of its points counts. Default 0.1. */
  readonly weight?: number;
  /** Points along each side. Default 9. */
  readonly points?: number;
}

export type TargetPiece = FieldPiece | CurvePiece | ConfiningPiece;

/** A chemical classifier that computes the parameters from an environment. */
export interface ClassifierTarget {
  /** The parameters that an environment shall give. */
  readonly label: (environment: readonly number[]) => readonly number[];
  readonly region: readonly Interval[];
  /** Points along each side. Default 200 in one dimension, 30 in two. */
  readonly points?: number;
  /** Perceptrons of the layers below its answer. */
  readonly hidden: readonly number[];
  /** Share of the points that must be nearest to their own label. Default 0.95. */
  readonly accuracy?: number;
  /** Of the whole network; `lambda` is the environment. */
  readonly expect?: readonly Expectation[];
}

export interface TrainingOptions {
  /** Default 1. */
  readonly seed?: number;
  /** At most. Default 10. */
  readonly starts?: number;
  /** `passed`: until the network of a start passes. `all`: all, and the best that passes. Default `passed`. */
  readonly until?: 'passed' | 'all';
  /** Default 300 for Levenberg–Marquardt, 20 000 for others. */
  readonly iterations?: number;
  /** Default `levenberg-marquardt`. */
  readonly optimiser?: 'levenberg-marquardt' | 'adam' | 'adamax';
  /** Of Adam and AdaMax. Default 1e-3 and 5. */
  readonly rate?: number;
  /** Default `field`. */
  readonly loss?: LossKind;
  /** See `FitProblem`. Default 1e-4. */
  readonly betaPenalty?: number;
  /** Default 1. */
  readonly firstBeta?: number;
  /** Once mu is known, fits again along the lag that perceptrons then have, so that it may be larger. Default no. */
  readonly lag?: boolean;
}

export interface TargetOptions {
  readonly name: string;
  /** M */
  readonly perceptrons: number;
  /** Of each executive species: where the field is asked for, away from 0. */
  readonly region: readonly Interval[];
  /** Of each parameter; none if left out. */
  readonly lambda?: readonly Interval[];
  readonly learn: TargetPiece | readonly TargetPiece[];
  /** A time in which transients die out and a few periods pass. */
  readonly time: number;
  readonly expect: readonly Expectation[];
  readonly train?: TrainingOptions;
  /** How fast perceptrons are: a number, or as fast as it takes. */
  readonly mu?: number | { readonly tolerance: number };
  /** Runs the field a little faster or slower, so that periods are those expected. Default yes. */
  readonly calibrate?: boolean;
  readonly classifier?: ClassifierTarget;
  /** Where solutions of the report start, by code; default: where expectations do. */
  readonly show?: readonly { readonly x: readonly number[]; readonly lambda?: readonly number[] }[];
}

export interface Target extends TargetOptions {
  readonly kind: 'target';
}

/**
 * The one way to make a target; another target's options may be spread into it.
 *
 * @example
 * export default target({
 *   name: 'sine', perceptrons: 3, region: [[1, 12]], time: 20,
 *   learn: { field: ({ x: [a] }) => Math.sin(a) },
 *   expect: [{ kind: 'equilibrium', at: [Math.PI], within: 0.15, stable: true }],
 * });
 *
 * @throws ScenarioError that names the option
 */
export function target(options: TargetOptions | Target): Target {
  const { kind: _, ...plain } = options as Target;
  checkTarget(plain);
  return Object.freeze({ kind: 'target', ...plain });
}

export function piecesOf({ learn }: Pick<TargetOptions, 'learn'>): readonly TargetPiece[] {
  return Array.isArray(learn) ? (learn as readonly TargetPiece[]) : [learn as TargetPiece];
}
