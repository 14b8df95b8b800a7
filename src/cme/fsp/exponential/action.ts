/**
 * exp(A·t)·p by the cheaper of two ways, counted in multiply-adds beforehand, so that the
 * choice is the same on every machine.
 */
import type { Generator } from '../generator.ts';
import { type BandOrder, bandOrder } from './band-order.ts';
import { BandSolver } from './band-solver.ts';
import { poleShare, shiftInvert, usualVectors } from './shift-invert.ts';
import { uniformise, uniformProducts } from './uniformise.ts';

/** Work done, and by which way. */
export interface Tally {
  /** Products of a generator and a vector. */
  products: number;
  /** Solutions of linear systems. */
  solutions: number;
  /** Time covered by uniformisation. */
  uniformised: number;
  /** Time covered by shift-and-invert steps. */
  projected: number;
}

/** Multiply-adds below which uniformisation is not worth a comparison. */
const littleWork = 1e8;

/** Where uniformisation would cost so many times more, an error of this size is told instead of avoided. */
const tooDear = 100;
const tolerable = 1e-6;

/** Entries that the factors of a band may have: 1 GiB. */
const mostEntries = 2 ** 27;

/** One for each solve: it keeps what can be used again. */
export class ExponentialAction {
  readonly tally: Tally = { products: 0, solutions: 0, uniformised: 0, projected: 0 };
  #ordered: { readonly generator: Generator; readonly order: BandOrder } | undefined;
  #solver: { readonly version: number; readonly gamma: number; readonly solver: BandSolver } | undefined;
  /** Calls for which shift-and-invert is not tried, after it failed. */
  #wait = 0;

  /** The longest part of `duration` that `work` multiply-adds cover, as far as known; all where it cannot be cut. */
  reach(generator: Generator, duration: number, work: number): number {
    const rate = generator.fastest * productWork(generator);
    const ordered = this.#ordered?.generator === generator && this.#wait <= 0;
    // A shift-and-invert step costs the same for any duration: cutting it only makes more of them.
    if (ordered && this.#solveWork(generator) < Math.max(work, rate * duration)) return duration;
    return Math.min(duration, work / Math.max(1e-300, rate));
  }

  /**
   * The law after `duration`.
   *
   * @param p          law before, shape [n]; not changed
   * @param tolerance  error that may be made over this duration; where that takes too long, more is
   *                   made and told
   * @returns the law, and an estimate of its error that is not lost mass; 0 after uniformisation
   */
  apply(
    generator: Generator,
    p: Float64Array,
    duration: number,
    tolerance: number,
  ): { p: Float64Array; error: number } {
    const work = uniformProducts(generator, duration) * productWork(generator);
    const other = work > littleWork && this.#wait-- <= 0 ? this.#solveWork(generator) : work;
    if (other < work) {
      const { error, good, p: law } = this.#project(generator, p, duration, tolerance);
      if (good || (error <= tolerable && tooDear * other < work)) {
        this.tally.projected += duration;
        return { p: law, error };
      }
      this.#wait = 8;
    }
    const tail = Math.min(1e-10, Math.max(1e-15, 0.01 * tolerance));
    const way = uniformise(generator, p, duration, tail);
    this.tally.products += way.products;
    this.tally.uniformised += duration;
    return { p: way.p, error: 0 };
  }

  /** By shift-and-invert. */
  #project(generator: Generator, p: Float64Array, duration: number, tolerance: number) {
    const gamma = poleShare * duration;
    const { version } = generator;
    if (this.#solver?.version !== version || Math.abs(this.#solver.gamma - gamma) > 1e-13 * gamma)
      this.#solver = { version, gamma, solver: new BandSolver(generator, this.#order(generator), gamma) };
    this.tally.solutions += usualVectors;
    return shiftInvert(this.#solver.solver, p, tolerance);
  }

  #order(generator: Generator): BandOrder {
    if (this.#ordered?.generator !== generator) this.#ordered = { generator, order: bandOrder(generator) };
    return this.#ordered.order;
  }

  /** Multiply-adds of a shift-and-invert step; Infinity where it does not fit. */
  #solveWork(generator: Generator): number {
    const { n } = generator;
    const { width } = this.#order(generator);
    if (n * (2 * width + 1) > mostEntries) return Number.POSITIVE_INFINITY;
    return n * width ** 2 + usualVectors * n * (2 * width + 2 * usualVectors) + 1e7;
  }
}

/** Multiply-adds of a product in uniformisation. */
function productWork(generator: Generator): number {
  return generator.source.length + 3 * generator.n;
}
