/** Draws as what a network is fitted to. */
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { writeFeatures } from '../model/features.ts';
import { type FitTarget, mostRows } from '../model/fit.ts';
import type { VanModel } from '../model/model.ts';
import type { Support } from './support.ts';

/**
 * States in random order, over and over.
 *
 * @param states  shape [draws, species]
 * @param seed    and
 * @param step    name the order
 */
export function drawBatches(
  model: VanModel,
  support: Support,
  states: Int32Array,
  seed: number,
  step: number,
): FitTarget {
  const { variables: v, features: f } = model;
  const wide = support.width;
  const length = v.species.length;
  const rows = Math.min(mostRows, states.length / wide);
  const counts = new Int32Array(rows * length);
  const inputs = {
    features: new Float32Array(rows * f.offset.at(-1)!),
    share: new Float32Array(rows * v.width),
    mask: new Float32Array(model.masked ? rows * v.width : 0),
  };
  const stream = new Stream().open(seed, step, 0, Purpose.training);
  const next = () => {
    inputs.share.fill(0);
    for (let b = 0; b < rows; b++) {
      const at = stream.integer(states.length / wide) * wide;
      v.species.forEach((s, i) => {
        counts[b * length + i] = states[at + s]!;
        inputs.share[b * v.width + v.offset[i]! + states[at + s]!] = 1;
      });
      if (model.masked) support.writeMask(counts, b * length, inputs.mask, b * v.width);
    }
    writeFeatures(f, counts, rows, inputs.features);
    return { rows, inputs };
  };
  return { next, whole: false };
}
