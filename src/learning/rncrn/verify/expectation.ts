/**
 * What a fitted network must do, as plain data. A small loss is no proof: a field that is
 * near its target everywhere may rest where it should turn.
 */
import type { Interval } from '../model.ts';

interface At {
  /** Parameters, shape [L]; none if left out. */
  readonly lambda?: readonly number[];
}

/** An equilibrium near a point. */
export interface ExpectEquilibrium extends At {
  readonly kind: 'equilibrium';
  readonly at: readonly number[];
  /** How far off it may be in each coordinate. */
  readonly within: number;
  /** Default: it may be either. */
  readonly stable?: boolean;
}

/** So many equilibria in the region, no more and no less. */
export interface ExpectCount extends At {
  readonly kind: 'count';
  readonly stable?: number;
  readonly unstable?: number;
  /** Default: the region of the target. */
  readonly inside?: readonly Interval[];
}

/** Starts that come to rest near a point. */
export interface ExpectRest extends At {
  readonly kind: 'rest';
  readonly from: readonly (readonly number[])[];
  /** Default: anywhere. */
  readonly at?: readonly number[];
  readonly within?: number;
}

/** Starts that end on a cycle. */
export interface ExpectCycle extends At {
  readonly kind: 'cycle';
  readonly from: readonly (readonly number[])[];
  readonly period?: number;
  /** Share by which the period may be off. Default 0.05. */
  readonly within?: number;
  readonly extents?: readonly Interval[];
  /** How far off the extents may be. Default 0.1. */
  readonly extentsWithin?: number;
  /** A closed curve it should run along: points, the first not repeated. */
  readonly along?: readonly (readonly number[])[];
  /** Greatest mean distance of the cycle from that curve. Default 0.05. */
  readonly distance?: number;
}

/** Starts whose variable keeps a rhythm, whatever else they do: mean time between crossings of its middle. */
export interface ExpectRhythm extends At {
  readonly kind: 'rhythm';
  readonly from: readonly (readonly number[])[];
  readonly variable: number;
  readonly period: number;
  readonly within: number;
}

/** Starts that stay in bounds without rest, with these time means and standard deviations. */
export interface ExpectWandering extends At {
  readonly kind: 'wandering';
  readonly from: readonly (readonly number[])[];
  readonly mean?: readonly number[];
  readonly deviation?: readonly number[];
  /** Share by which they may be off. */
  readonly within: number;
  /** Must neighbours part exponentially? Default no. */
  readonly chaotic?: boolean;
}

/** Starts that leave the region for good. */
export interface ExpectLeaving extends At {
  readonly kind: 'leaving';
  readonly from: readonly (readonly number[])[];
}

/**
 * What states of the region lead to changes so often along a line of parameters, and never
 * runs away.
 */
export interface ExpectChanges {
  readonly kind: 'changes';
  readonly along: readonly [from: readonly number[], to: readonly number[]];
  readonly count: number;
  /** Steps of the line, at least 20 where it is left out. */
  readonly steps?: number;
  /** Where the first change is, as a share of the line, and how far off it may be. */
  readonly first?: number;
  readonly within?: number;
  /** Default: the corners and the middle of the region. */
  readonly from?: readonly (readonly number[])[];
}

export type Expectation =
  | ExpectEquilibrium
  | ExpectCount
  | ExpectRest
  | ExpectCycle
  | ExpectRhythm
  | ExpectWandering
  | ExpectLeaving
  | ExpectChanges;

/** One thing that was looked at. */
export interface Check {
  /** What was asked, in words. */
  readonly asked: string;
  /** What was found, in words. */
  readonly found: string;
  readonly pass: boolean;
  /** What was measured divided by what was asked, where one number says it: of periods. */
  readonly ratio?: number;
}

/** Plain pass or fail. */
export interface Verification {
  readonly pass: boolean;
  readonly checks: readonly Check[];
}
