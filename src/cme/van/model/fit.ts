/** Fitting a network to shares of mass, by gradient descent on the cross-entropy. */
import { setImmediate } from 'node:timers/promises';
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { Adam } from '../../../tensor/adam.ts';
import type { Trainer } from '../../../tensor/machine.ts';
import { featuresOf, type VanModel } from './model.ts';

/** Rows that one update looks at: inputs of the graph of a {@link VanModel}. */
export interface Batch {
  readonly rows: number;
  readonly inputs: {
    readonly features: Float32Array;
    readonly share: Float32Array;
    readonly mask: Float32Array;
  };
}

/** What a network is fitted to: the next batch, whose `share` of a variable adds up to the number of rows. */
export interface FitTarget {
  readonly next: () => Batch;
  /** Is each batch all there is? Its loss then tells how good the fit is. */
  readonly whole: boolean;
}

/** Mass of each count after each prefix. */
export interface PrefixShares {
  readonly rows: number;
  /** Shape [rows, variables]. */
  readonly prefixes: Int32Array;
  /** Shape [rows, classes of all]; see {@link VanModel}. */
  readonly mask: Float32Array;
  /** Shape [rows, classes of all]; those of a variable sum to 1 over all rows. */
  readonly shares: Float64Array;
}

export interface FitOptions {
  /** Updates of the weights at most. */
  readonly updates: number;
  /** Learning rate at the beginning; it falls to nothing along a cosine. */
  readonly rate: number;
  /** The cross-entropy that is good enough. */
  readonly enough: number;
  /** Called every {@link stride} updates with their mean cross-entropy; what it throws ends the fit. */
  readonly onLook: (update: number, loss: number) => void;
}

/** How far the fit of a step is. */
export interface FitProgress {
  /** Where the step begins. */
  readonly from: number;
  /** Where it goes. */
  readonly time: number;
  /** Updates made, of so many at most. */
  readonly update: number;
  readonly updates: number;
  /**
   * Mean of the last updates, in nats: KL(target ‖ network) where the states are listed (an estimate
   * that may fall below 0 where they are many), the cross-entropy where they are drawn, and
   * KL(network ‖ target) of the published algorithm.
   */
  readonly loss: number;
}

/** Rows of one update at most. */
export const mostRows = 512;
/** Updates between two looks at whether it is enough. */
export const stride = 25;
/** Of the learning rate, what is left at the end. */
const least = 0.003;

/**
 * Moves `weights`, in place, to where −Σ share · ln q is least.
 *
 * @returns updates made
 * @throws KernelError where the gradient is not finite
 */
export async function fit(
  trainer: Trainer,
  weights: Float32Array,
  target: FitTarget,
  { updates, rate, enough, onLook }: FitOptions,
): Promise<number> {
  const adam = new Adam(weights.length, { clip: 1 });
  let recent = 0;
  for (let k = 0; k < updates; k++) {
    trainer.setParams(weights);
    const { rows, inputs } = target.next();
    const { loss, gradient } = await trainer.lossAndGradient(rows, inputs);
    recent += loss / stride;
    if ((k + 1) % stride === 0) {
      onLook(k + 1, recent);
      // Others get a turn, such as who wants to stop it.
      await setImmediate();
      if (target.whole && recent <= enough) return k;
      recent = 0;
    }
    adam.update(weights, gradient, rate * cosine(k, updates));
  }
  return updates;
}

/** Of the learning rate, what update k of so many has: it falls to nothing along a cosine. */
export function cosine(k: number, updates: number): number {
  return least + ((1 - least) * (1 + Math.cos((Math.PI * k) / updates))) / 2;
}

/**
 * All rows each time if they are few; else rows drawn by their mass, each then with the same weight.
 *
 * @param seed  and
 * @param step  name the random rows
 */
export function prefixBatches(
  model: VanModel,
  { rows, prefixes, mask, shares }: PrefixShares,
  seed: number,
  step: number,
): FitTarget {
  const features = featuresOf(model, prefixes, rows);
  if (rows <= mostRows) {
    const share = Float32Array.from(shares, (x) => x * rows);
    const batch = { rows, inputs: { features, share, mask } };
    return { next: () => batch, whole: true };
  }
  const stream = new Stream().open(seed, step, 0, Purpose.training);
  const { width } = model.variables;
  const inner = features.length / rows;
  const until = new Float64Array(rows);
  for (let row = 0, sum = 0; row < rows; row++) {
    for (let k = 0; k < width; k++) sum += shares[row * width + k]!;
    until[row] = sum;
  }
  const all = until[rows - 1]!;
  const batch = {
    features: new Float32Array(mostRows * inner),
    share: new Float32Array(mostRows * width),
    mask: new Float32Array(mostRows * width),
  };
  const next = (): Batch => {
    for (let b = 0; b < mostRows; b++) {
      const row = firstAbove(until, stream.uniform() * all);
      const scale = all / (until[row]! - (row > 0 ? until[row - 1]! : 0));
      batch.features.set(features.subarray(row * inner, (row + 1) * inner), b * inner);
      batch.mask.set(mask.subarray(row * width, (row + 1) * width), b * width);
      for (let k = 0; k < width; k++) batch.share[b * width + k] = scale * shares[row * width + k]!;
    }
    return { rows: mostRows, inputs: batch };
  };
  return { next, whole: false };
}

/** The first place whose running sum is above `value`. */
export function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
